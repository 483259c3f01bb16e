package herd.fleet.postgres;

import java.io.OutputStream;

/** The two ends of a session, encrypted or not. */
record Wire(MessageReader in, OutputStream out) {}
