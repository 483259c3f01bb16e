/**
 * Commands on servers over SSH: pinned host keys, kept sessions, sockets that leave by the vantage,
 * and an end to every call.
 */
@NullMarked
package herd.fleet.ssh;

import org.jspecify.annotations.NullMarked;
