package herd.simulator.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An app.
 *
 * @param owner the customer's e-mail address
 * @param vars only what the customer set; what attachments add is computed, see {@link ConfigVars}
 * @param releases oldest first; only the last {@value #KEPT_RELEASES} are kept
 */
public record App(
    UUID id,
    String name,
    String owner,
    String region,
    boolean maintenance,
    Map<String, String> vars,
    List<Release> releases,
    Instant createdAt,
    Instant updatedAt) {

  private static final int KEPT_RELEASES = 500;

  public App withName(String value, Instant at) {
    return new App(id, value, owner, region, maintenance, vars, releases, createdAt, at);
  }

  public App withMaintenance(boolean value, Instant at) {
    return new App(id, name, owner, region, value, vars, releases, createdAt, at);
  }

  public App withVars(Map<String, String> value) {
    return new App(id, name, owner, region, maintenance, value, releases, createdAt, updatedAt);
  }

  public App released(String description, String by, Instant at) {
    int version = releases.isEmpty() ? 1 : releases.getLast().version() + 1;
    var all = new ArrayList<>(releases);
    all.add(new Release(UUID.randomUUID(), version, description, by, at));
    var kept = List.copyOf(all.subList(Math.max(0, all.size() - KEPT_RELEASES), all.size()));
    return new App(id, name, owner, region, maintenance, vars, kept, createdAt, at);
  }
}
