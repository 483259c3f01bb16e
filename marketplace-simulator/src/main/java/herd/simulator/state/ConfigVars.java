package herd.simulator.state;

import herd.simulator.Manifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an app finds in its environment: what the customer set, and what its attachments add. The
 * second part is computed from the add-ons' configs each time, so the two cannot drift apart.
 */
public final class ConfigVars {
  private final Manifest manifest;

  public ConfigVars(Manifest manifest) {
    this.manifest = manifest;
  }

  public Map<String, String> of(World world, App app) {
    var all = new TreeMap<>(app.vars());
    all.putAll(attached(world, app));
    return all;
  }

  /** Only what attachments of provisioned add-ons add. */
  public Map<String, String> attached(World world, App app) {
    var vars = new TreeMap<String, String>();
    for (Attachment attachment : world.attachmentsOn(app.id())) {
      world
          .addon(attachment.addon())
          .filter(Addon::provisioned)
          .ifPresent(addon ->
              addon
                  .configOf(attachment.namespace())
                  .forEach((key, value) -> vars.put(shown(attachment.name(), key), value)));
    }
    return vars;
  }

  /** The variables an attachment gives its app, known before the provider sent values. */
  public List<String> names(World world, Attachment attachment) {
    List<String> sent =
        world.addon(attachment.addon()).stream()
            .flatMap(addon -> addon.configOf(attachment.namespace()).keySet().stream())
            .sorted()
            .toList();
    return (sent.isEmpty() ? List.of(manifest.urlVar()) : sent)
        .stream().map(key -> shown(attachment.name(), key)).toList();
  }

  /** The main variable of an attachment called so. */
  public String urlVar(String attachment) {
    return shown(attachment, manifest.urlVar());
  }

  private String shown(String attachment, String providerVar) {
    return attachment + providerVar.substring(manifest.prefix().length());
  }
}
