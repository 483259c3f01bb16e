package herd.controlplane;

import static org.junit.jupiter.api.Assumptions.abort;

import herd.fleet.local.Binaries;
import herd.fleet.provider.ProviderTrouble;
import org.testcontainers.DockerClientFactory;

/**
 * Where a test's control-plane Postgres runs: on this machine, or in a container where Docker
 * answers and this machine has no Postgres, or {@code -Dherd.test.postgres=docker} asks for it.
 */
interface PlanePostgres extends AutoCloseable {

  String SUPERUSER = "postgres";

  String jdbcUrl();

  /** The superuser's. */
  String password();

  /** Stops it, so that connections are refused. */
  void goAway();

  /** Starts it again, on the same port with the same data. */
  void comeBack();

  @Override
  void close();

  static PlanePostgres start() {
    boolean asked = "docker".equals(System.getProperty("herd.test.postgres"));
    if (!asked && isHere()) {
      return new PostgresHere();
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return new PostgresInAContainer();
    }
    if (asked) {
      abort("-Dherd.test.postgres=docker, and no Docker answers");
    }
    return new PostgresHere(); // which says what is missing
  }

  private static boolean isHere() {
    try {
      var _ = Binaries.find(System.getenv());
      return true;
    } catch (ProviderTrouble e) {
      return false;
    }
  }
}
