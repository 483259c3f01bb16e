package herd.simulator.state;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The world as one JSON file. It is replaced whole and synced, so a crash leaves the old or the new
 * state. It holds secrets: only its owner may read it. A lock file beside it keeps a second
 * simulator away. Not thread-safe.
 */
final class StateFile implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantReader()))
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .build();

  private final Path file;
  private final FileChannel lock;

  private StateFile(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  static StateFile open(Path path) {
    Path file = path.toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
      return new StateFile(file, locked(file.resolveSibling(file.getFileName() + ".lock")));
    } catch (IOException e) {
      throw new UncheckedIOException("opening the state file " + file, e);
    }
  }

  Optional<World> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), World.class));
    } catch (IOException e) {
      // Without the cause: Jackson quotes the source, which holds secrets.
      throw new IllegalStateException(
          "the state file " + file + " is not readable as state; move it away to start afresh");
    }
  }

  void write(World world) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      byte[] bytes = JSON.writeValueAsBytes(world);
      try (FileChannel out = privately(fresh)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the state file " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("releasing the state file " + file, e);
    }
  }

  private static FileChannel privately(Path path) throws IOException {
    Files.deleteIfExists(path);
    return FileChannel.open(
        path,
        Set.of(CREATE, WRITE, TRUNCATE_EXISTING),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static FileChannel locked(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, CREATE, WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException(path + " is held by another simulator of this process", e);
    }
    channel.close();
    throw new IOException(path + " is held by another simulator");
  }

  private static final class InstantReader extends FromStringDeserializer<Instant> {
    InstantReader() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String value, DeserializationContext context) {
      return Instant.parse(value);
    }
  }
}
