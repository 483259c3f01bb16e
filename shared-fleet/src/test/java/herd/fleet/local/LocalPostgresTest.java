package herd.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalPostgresTest {
  @Test
  void aTemporaryClusterAnswersAndLeavesNothing() throws SQLException {
    LocalPostgres postgres = LocalPostgres.temporary();
    assertThat(answer(postgres)).isEqualTo("1");
    Path data = folderOf(postgres);

    postgres.close();

    assertThat(LocalProcesses.inside(data)).isEmpty();
    assertThat(Files.exists(data)).isFalse();
  }

  @Test
  void aRunningClusterIsAdoptedAndAKilledOneStartsAgainOnItsFolder() throws Exception {
    Path folder = Files.createTempDirectory("herd-test-");
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Binaries binaries = Binaries.find(System.getenv());
    LocalPostgres first = LocalPostgres.start(folder, binaries, 0);
    try {
      LocalPostgres second = LocalPostgres.start(folder, binaries, 0);
      assertThat(second.pid()).isEqualTo(first.pid());
      assertThat(second.port()).isEqualTo(first.port());

      LocalProcesses.signal("KILL", List.of(first.pid()));
      assertThat(
              Await.within(Duration.ofSeconds(5), () -> !LocalProcesses.alive(first.pid(), folder)))
          .isTrue();
      LocalPostgres third = LocalPostgres.start(folder, binaries, first.port());

      assertThat(third.pid()).isNotEqualTo(first.pid());
      assertThat(answer(third)).isEqualTo("1");
    } finally {
      first.stop();
      assertThat(Await.within(Duration.ofSeconds(5), () -> LocalProcesses.inside(folder).isEmpty()))
          .isTrue();
      LocalPostgres.delete(folder);
    }
  }

  @Test
  void aClusterOutlivesTheInstallationOfANewerVersion() throws Exception {
    Binaries newest = Binaries.find(System.getenv());
    assumeTrue(newest.versions().size() > 1, "there is one version of PostgreSQL here");
    Path folder = Files.createTempDirectory("herd-test-");
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    String older = newest.versions().getLast().toString();
    Path asked = Files.createDirectory(folder.resolve("asked"));
    Files.writeString(asked.resolve("PG_VERSION"), older + "\n");
    LocalPostgres first = LocalPostgres.start(folder, newest.serving(asked), 0);
    first.stop();

    LocalPostgres again = LocalPostgres.start(folder, newest, 0);
    try {
      assertThat(answer(again)).isEqualTo("1");
      assertThat(Files.readString(folderOf(again).resolve("PG_VERSION")).strip()).isEqualTo(older);
    } finally {
      again.stop();
      LocalPostgres.delete(folder);
    }
  }

  private static Path folderOf(LocalPostgres postgres) throws SQLException {
    try (Connection c = connect(postgres);
        var rows = c.createStatement().executeQuery("show data_directory")) {
      rows.next();
      return Path.of(rows.getString(1));
    }
  }

  private static String answer(LocalPostgres postgres) throws SQLException {
    try (Connection c = connect(postgres);
        var rows = c.createStatement().executeQuery("select 1")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(LocalPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
  }
}
