package herd.controlplane;

import herd.controlplane.incident.Incidents;
import herd.controlplane.ring.Generations;
import herd.controlplane.ring.Leases;
import herd.controlplane.ring.Observations;
import herd.controlplane.ring.RingAges;
import herd.controlplane.vantage.Vantages;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The control plane as one service has it: it reads everything and writes only its own subjects
 * (the database enforces that, by the role the service connects as). Safe to share between threads.
 */
public final class ControlPlane {

  private final DataSource source;
  private final String service;
  private final DSLContext dsl;

  /**
   * @param source connections as the service's own role
   * @param service the service's name, such as starter-tier; its role is herd_starter_tier
   */
  public ControlPlane(DataSource source, String service) {
    this.source = source;
    this.service = service;
    this.dsl = DSL.using(source, SQLDialect.POSTGRES);
  }

  public String service() {
    return service;
  }

  public DSLContext dsl() {
    return dsl;
  }

  /** A connection of its own, for LISTEN. The caller closes it. */
  public Connection connection() throws SQLException {
    return source.getConnection();
  }

  public Subjects subjects() {
    return new Subjects(dsl, service);
  }

  public Observations observations() {
    return new Observations(dsl);
  }

  public Leases leases() {
    return new Leases(dsl);
  }

  public Generations generations() {
    return new Generations(dsl);
  }

  public Incidents incidents() {
    return new Incidents(dsl, service);
  }

  public Vantages vantages() {
    return new Vantages(dsl, service);
  }

  public RingAges ringAges() {
    return new RingAges(dsl, service);
  }
}
