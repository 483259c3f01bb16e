package herd.constellation;

import herd.constellation.demo.Story;
import herd.fleet.local.Binaries;
import herd.fleet.local.RunAs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code ./herd demo}: on what is up, else on something temporary. */
final class Demo {
  private Demo() {}

  static int run(Options options, Map<String, String> outside) throws Exception {
    Folder folder = Folder.at(options.data(), RunAs.here(outside));
    if (OneAtATime.isHeld(folder.lock()) && Files.exists(folder.env())) {
      tell(folder, outside);
      return 0;
    }
    System.out.println("Nothing is up on %s: a temporary one starts.".formatted(folder.root()));
    Path passing = Files.createTempDirectory("herd-demo-");
    Temporary temporary = Temporary.in(passing, outside);
    Runtime.getRuntime().addShutdownHook(new Thread(temporary::close, "stop"));
    try {
      temporary.start();
      tell(temporary.folder(), outside);
    } finally {
      temporary.close();
    }
    System.out.println("\nThe temporary one is stopped and removed.");
    return 0;
  }

  private static void tell(Folder folder, Map<String, String> outside) throws Exception {
    Rehearsal rehearsal = new Rehearsal(folder, outside);
    new Story(
            EnvFile.read(folder.env()),
            Path.of(Binaries.find(outside).postgres("psql")),
            addon -> rehearsal.damage("postgres", addon),
            System.out)
        .tell();
  }
}
