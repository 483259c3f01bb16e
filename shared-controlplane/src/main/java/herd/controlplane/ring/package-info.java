/**
 * The one loop: take, feel, think, commit, act. A service describes each of its rings ({@link
 * herd.controlplane.ring.Ring}) and starts as many {@link herd.controlplane.ring.Worker}s as it
 * likes, on as many machines as it likes; they share the ring through the control-plane database.
 * There is no other scheduler, queue or retry in Herd.
 */
package herd.controlplane.ring;
