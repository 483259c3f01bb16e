package herd.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Closes it in time, or when the process is told to end: Ctrl-C leaves no process behind. */
public final class Closing implements Closeable {

  private final Closeable inner;
  private final Thread cutShort = new Thread(this::hurry);

  public Closing(Closeable inner) {
    this.inner = inner;
    Runtime.getRuntime().addShutdownHook(cutShort);
  }

  private void hurry() {
    try {
      inner.close();
    } catch (IOException e) {
      throw new UncheckedIOException("not all was removed", e);
    }
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(cutShort);
    inner.close();
  }
}
