package herd.constellation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code ./herd} runs once it has Java and the jar, in this process.
 *
 * @param status as the shell would see it
 * @param said to whoever typed it, output and errors
 */
record Command(int status, String said) {

  static synchronized Command run(Folder folder, String... words) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream here = new PrintStream(said, true, UTF_8)) {
      System.setOut(here);
      System.setErr(here);
      List<String> line =
          Stream.concat(Stream.of(words), Stream.of("--data", folder.root().toString())).toList();
      int status = Main.run(line, Sshd.found());
      return new Command(status, said.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
