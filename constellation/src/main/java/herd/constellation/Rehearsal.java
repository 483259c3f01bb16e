package herd.constellation;

import herd.constellation.client.Operators;
import herd.constellation.client.Operators.Subject;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalFaults;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.RunAs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code ./herd break, heal, cut} and {@code mend}: failures on purpose, from another process. */
final class Rehearsal {
  private final Folder folder;
  private final Map<String, String> outside;

  Rehearsal(Folder folder, Map<String, String> outside) {
    this.folder = folder;
    this.outside = outside;
  }

  /** What can be broken, and how one sees it. */
  private enum Fault {
    POSTGRES("Postgres was killed, with kill -9"),
    SSH("its SSH endpoint is gone"),
    SERVER("the machine is off"),
    FREEZE("it hangs and answers nothing"),
    DISK("its disk is nearly full");

    private final String now;

    Fault(String now) {
      this.now = now;
    }

    void on(LocalFaults faults, String machine) {
      switch (this) {
        case POSTGRES -> faults.killPostgres(machine);
        case SSH -> faults.stopSsh(machine);
        case SERVER -> faults.loseServer(machine);
        case FREEZE -> faults.freeze(machine);
        case DISK -> faults.fillDisk(machine);
      }
    }
  }

  String damage(String what, String target) throws IOException {
    Fault fault = fault(what);
    Subject server = serverOf(target);
    fault.on(provider().faults(), server.id());
    String then =
        fault == Fault.POSTGRES
            ? "mending it is Herd's work"
            : "./herd heal " + server.name() + " undoes it";
    return "%s: %s; %s".formatted(server.name(), fault.now, then);
  }

  String heal(String target) throws IOException {
    Subject server = serverOf(target);
    provider().faults().heal(server.id());
    return server.name() + ": as it was; a dead Postgres is Herd's to mend";
  }

  String cut(String vantage) throws IOException {
    Path file = cutFile(vantage);
    if (Files.notExists(file)) {
      Files.createFile(file);
    }
    return "%s sees nothing any more; ./herd mend %s gives it its sight back"
        .formatted(vantage, vantage);
  }

  String mend(String vantage) throws IOException {
    Files.deleteIfExists(cutFile(vantage));
    return vantage + " sees again";
  }

  private Path cutFile(String vantage) {
    if (!Vantages.NAMES.contains(vantage)) {
      throw new IllegalArgumentException(
          "there is no vantage %s; there are %s"
              .formatted(vantage, String.join(", ", Vantages.NAMES)));
    }
    return folder.cuts().resolve(vantage);
  }

  private static Fault fault(String what) {
    for (Fault fault : Fault.values()) {
      if (fault.name().equalsIgnoreCase(what)) {
        return fault;
      }
    }
    throw new IllegalArgumentException(
        "what is to be broken? postgres, ssh, server, freeze or disk");
  }

  /** The local provider names a machine by its server's id. */
  private Subject serverOf(String target) throws IOException {
    Operators operators = new Operators(EnvFile.read(folder.env()));
    Subject subject =
        operators
            .find(target)
            .orElseThrow(() -> new IllegalArgumentException(nothingLike(target, operators)));
    if (subject.kind().equals("server")) {
      return subject;
    }
    return subject
        .partOf()
        .flatMap(operators::find)
        .filter(server -> server.kind().equals("server"))
        .orElseThrow(() -> new IllegalArgumentException(target + " is on no server (yet)"));
  }

  private static String nothingLike(String target, Operators operators) {
    List<String> names =
        operators.living("server").stream().map(Subject::name).sorted().limit(8).toList();
    return "there is no add-on and no server %s; servers: %s"
        .formatted(target, names.isEmpty() ? "none yet" : String.join(", ", names));
  }

  LocalProvider provider() throws IOException {
    return new LocalProvider(
        folder.servers(),
        Binaries.find(outside),
        Options.lastPorts(folder).servers(),
        RunAs.here(outside),
        new Secrets(folder.secrets()).sshKey().publicLine());
  }
}
