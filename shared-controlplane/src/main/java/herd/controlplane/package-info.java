/**
 * The control plane: one row for everything that is looked at, what was seen of it, what became of
 * it, what is wrong with it, and who may change it right now. {@link
 * herd.controlplane.ControlPlane} is the handle a service opens; {@link herd.controlplane.ring} is
 * the one loop that drains a ring; {@link herd.controlplane.incident} are the incidents.
 */
package herd.controlplane;
