package herd.fleet.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps the first bytes of an output, drops the rest, and tells when it was closed. Written by the
 * session's thread, read after the close.
 */
final class BoundedOutput extends OutputStream {
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final int limit;

  BoundedOutput(int limit) {
    this.limit = limit;
  }

  @Override
  public synchronized void write(int b) {
    if (kept.size() < limit) {
      kept.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    kept.write(bytes, offset, Math.min(length, limit - kept.size()));
  }

  @Override
  public void close() {
    closed.countDown();
  }

  CountDownLatch closed() {
    return closed;
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
