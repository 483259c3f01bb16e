package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Mutual exclusion by a file, between threads and between processes; a killed holder lets go. Not
 * reentrant.
 */
final class FileLocks {
  // A file lock belongs to the whole JVM, so its threads need one of their own.
  private static final ConcurrentHashMap<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private FileLocks() {}

  static <T> T holding(Path file, Supplier<T> work) {
    ReentrantLock here = HERE.computeIfAbsent(file, _ -> new ReentrantLock());
    here.lock();
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        return work.get();
      }
    } catch (IOException e) {
      throw new ProviderTrouble("cannot lock " + file, e);
    } finally {
      here.unlock();
    }
  }
}
