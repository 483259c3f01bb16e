package herd.constellation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes that live in a folder: working there, or running a program of it. */
final class Processes {
  private Processes() {}

  static List<Long> inside(Path folder) throws IOException {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path proc : all) {
        if (leads(proc.resolve("cwd"), folder) || leads(proc.resolve("exe"), folder)) {
          found.add(Long.parseLong(proc.getFileName().toString()));
        }
      }
    }
    return found;
  }

  private static boolean leads(Path link, Path folder) {
    try {
      return Files.readSymbolicLink(link).startsWith(folder);
    } catch (IOException e) {
      return false; // gone meanwhile, or another user's
    }
  }
}
