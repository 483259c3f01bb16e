package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.local.RunAs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OptionsTest {
  private static final Path STANDARD = Path.of("/standard");

  @TempDir Path temporary;

  @Test
  void optionsMayStandAnywhereAndBeWrittenBothWays() {
    Options options =
        Options.parse(List.of("postgres", "--data=/a", "TARGET", "--port-base", "6000"), STANDARD);
    assertThat(options)
        .isEqualTo(new Options(Path.of("/a"), Optional.of(6000), List.of("postgres", "TARGET")));
  }

  @Test
  void mistakesAreSaidInOneLine() {
    assertThatThrownBy(() -> Options.parse(List.of("--port-base", "many"), STANDARD))
        .hasMessage("--port-base wants a number, such as 5000");
    assertThatThrownBy(() -> Options.parse(List.of("--data"), STANDARD))
        .hasMessage("--data wants a value");
    assertThatThrownBy(() -> Options.parse(List.of("--verbose"), STANDARD))
        .hasMessage("there is no option --verbose");
    assertThatThrownBy(() -> Options.parse(List.of(), STANDARD).word(0, "a target"))
        .hasMessageStartingWith("name a target");
    assertThatThrownBy(() -> new Ports(80)).hasMessageContaining("--port-base must be from 1024");
  }

  @Test
  void thePortsOfTheLastTimeAreKept() throws Exception {
    Folder folder = Folder.at(temporary, new RunAs(Optional.empty()));
    Options none = Options.parse(List.of(), STANDARD);
    assertThat(none.ports(folder)).isEqualTo(new Ports(Ports.STANDARD));
    Files.writeString(folder.portBase(), "23000\n");
    assertThat(none.ports(folder)).isEqualTo(new Ports(23_000));
    assertThat(Options.parse(List.of("--port-base=7000"), STANDARD).ports(folder))
        .isEqualTo(new Ports(7000));
  }

  @Test
  void aWordThatWouldBeLeftUnreadIsRefused() throws Exception {
    Folder folder = Folder.at(temporary, new RunAs(Optional.empty()));
    for (String command : List.of("up", "demo")) {
      assertThat(Command.run(folder, command, "now"))
          .isEqualTo(new Command(64, "herd: now is one word too many; ./herd help shows how\n"));
    }
    Options two = Options.parse(List.of("postgres", "TARGET"), STANDARD);
    assertThat(two.noMoreThan(2)).isEqualTo(two);
  }

  @Test
  void whatActsOnAConstellationSaysWhenNoneIsUp() throws Exception {
    Folder folder = Folder.at(temporary, new RunAs(Optional.empty()));
    for (List<String> words :
        List.of(
            List.of("break", "ssh", "x"),
            List.of("heal", "x"),
            List.of("cut", "zone-a"),
            List.of("mend", "zone-a"))) {
      Command command = Command.run(folder, words.toArray(String[]::new));
      assertThat(command.status()).isEqualTo(1);
      assertThat(command.said())
          .isEqualTo(
              "herd: nothing is up on %s (or not yet ready); start it with ./herd up\n"
                  .formatted(folder.root()));
    }
  }

  @Test
  void whatAShellSourcesIsPrivateAndReadsBack() throws Exception {
    Wiring wiring =
        new Wiring(
            Folder.at(temporary, new RunAs(Optional.empty())),
            new Ports(23_000),
            new Secrets(temporary.resolve("secrets")),
            java.util.Map.of());
    Path file = temporary.resolve("env");
    EnvFile.write(file, EnvFile.variables(wiring));
    assertThat(EnvFile.read(file)).isEqualTo(EnvFile.variables(wiring));
    assertThat(Files.readAllLines(file))
        .allMatch(line -> line.matches("export [A-Z_]+=[\\w:/.-]+"));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertThat(wiring.secrets().of("once")).isEqualTo(wiring.secrets().of("once")).hasSize(48);
  }
}
