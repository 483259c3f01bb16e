package herd.fleet.provider;

import java.util.List;
import java.util.Optional;

/**
 * Where servers come from. Everything above it is the same everywhere, because the rest is SSH and
 * SQL.
 *
 * <p>Every call may be repeated, and acts on immutable ids (SAFETY 4). Calls may take seconds,
 * never minutes; whatever takes longer shows in {@link #describe}. Every method throws {@link
 * ProviderTrouble} when the provider could not do it or could not say.
 */
public interface Provider {
  /** {@code local}, {@code hosts}, {@code aws}. */
  String name();

  /** Makes a machine, or finds the one made for this client token. It may still be CREATING. */
  Machine create(MachineRequest request);

  /** Empty when the provider knows no such machine; DESTROYED while it remembers one. */
  Optional<Machine> describe(String providerId);

  /** All machines that are not destroyed. */
  List<Machine> list();

  /** Boots it. Postgres does not start by itself (SAFETY 10). */
  void start(String providerId);

  /**
   * Returns only when it is certain that nothing of the machine runs any more: this is a fence
   * (SAFETY 9).
   */
  void stop(String providerId);

  void reboot(String providerId);

  /** Removes it with its data. A machine that is gone already is no error. */
  void destroy(String providerId);
}
