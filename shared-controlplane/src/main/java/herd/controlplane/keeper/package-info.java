/**
 * The control plane looks after itself: one subject per service whose looks ask how old the rings
 * are and how many partitions lie ahead, and whose acts make partitions and thin what was seen.
 */
package herd.controlplane.keeper;
