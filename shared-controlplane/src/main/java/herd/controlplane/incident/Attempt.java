package herd.controlplane.incident;

import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import java.time.Duration;
import java.util.function.Function;

/**
 * One thing to try against an incident.
 *
 * @param name also a heading of the playbook
 * @param patience how long the looks that follow have to find it mended before the next is tried
 * @param act makes the act for the incident's subject
 */
public record Attempt(String name, Duration patience, Function<Subject, Act> act) {}
