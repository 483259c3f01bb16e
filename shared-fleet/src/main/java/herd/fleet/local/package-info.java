/**
 * Real servers on this machine: folders with an OpenSSH endpoint and a Postgres cluster of their
 * own. No state lives in the JVM: any process may act on them, and they outlive the one that made
 * them.
 */
@NullMarked
package herd.fleet.local;

import org.jspecify.annotations.NullMarked;
