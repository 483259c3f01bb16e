package herd.tier.data;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.resource.Resources;
import java.util.Optional;
import java.util.UUID;

/** Puts a {@link Database} together from a tier's books and the control plane. Thread-safe. */
public final class Databases {

  private final ControlPlane plane;
  private final Tier tier;
  private final Resources resources;

  public Databases(ControlPlane plane, Tier tier, Resources resources) {
    this.plane = plane;
    this.tier = tier;
    this.resources = resources;
  }

  /** Empty for an id that never was, and for one that was deprovisioned. */
  public Optional<Database> living(UUID id) {
    return resources.find(id).filter(row -> row.getDeprovisionedAt() == null).map(this::of);
  }

  private Database of(ResourceRecord row) {
    return Database.of(
        row,
        tier.plans().get(row.getPlan()),
        plane.subjects().find(row.getId()).map(Subject::state).orElse("CREATING"),
        resources.endpoint(row),
        Facts.latest(plane, row.getId()));
  }
}
