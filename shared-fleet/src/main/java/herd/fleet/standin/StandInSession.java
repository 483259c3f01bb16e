package herd.fleet.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One client of a stand-in, from the first byte to the last (PostgreSQL manual, "Message Flow").
 */
final class StandInSession {

  private static final int SSL_REQUEST = 80877103;
  private static final Duration DRIP = Duration.ofMillis(20);

  private final Manner manner;
  private final String verifier;
  private final Optional<StandInTls> tls;
  private final Function<String, List<String>> rowFor;
  private DataInputStream in;
  private DataOutputStream out;

  StandInSession(
      Socket raw,
      Manner manner,
      String verifier,
      Optional<StandInTls> tls,
      Function<String, List<String>> rowFor)
      throws IOException {
    this.manner = manner;
    this.verifier = verifier;
    this.tls = tls;
    this.rowFor = rowFor;
    this.in = new DataInputStream(raw.getInputStream());
    this.out = new DataOutputStream(raw.getOutputStream());
  }

  void serve(Socket raw) throws IOException, InterruptedException {
    if (manner == Manner.HANGS) {
      in.transferTo(DataOutputStream.nullOutputStream());
      return;
    }
    startUp(raw);
    switch (manner) {
      case HANGS_UP, HANGS -> {}
      case IS_NO_POSTGRES -> out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
      case STARTS -> error("57P03", "the database system is starting up");
      case DRIPS -> drip();
      case ASKS_FOR_THE_PASSWORD -> {
        send('R', body -> body.writeInt(3));
        receive();
      }
      case TRUSTS -> queries();
      case ANSWERS, IMPOSTOR, HANGS_IN_QUERIES -> {
        if (authenticate()) {
          queries();
        }
      }
    }
  }

  private void startUp(Socket raw) throws IOException {
    byte[] packet = in.readNBytes(in.readInt() - 4);
    if (packet.length == 4
        && new DataInputStream(new ByteArrayInputStream(packet)).readInt() == SSL_REQUEST) {
      out.write(tls.isPresent() ? 'S' : 'N');
      if (tls.isPresent()) {
        Socket encrypted = tls.get().over(raw);
        in = new DataInputStream(encrypted.getInputStream());
        out = new DataOutputStream(encrypted.getOutputStream());
      }
      in.skipNBytes(in.readInt() - 4L);
    }
  }

  private boolean authenticate() throws IOException {
    ScramServer scram = new ScramServer(verifier);
    send(
        'R',
        body -> {
          body.writeInt(10);
          body.write("SCRAM-SHA-256\0\0".getBytes(UTF_8));
        });
    String first = receive().body();
    String challenge = scram.challenge(first.substring(first.indexOf("n,,")));
    authentication(11, challenge);
    String last = receive().body();
    if (manner == Manner.IMPOSTOR) {
      authentication(12, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
      return true;
    }
    try {
      authentication(12, scram.accept(last));
      return true;
    } catch (IOException wrong) {
      error("28P01", "password authentication failed");
      return false;
    }
  }

  private void queries() throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    DataOutputStream later = new DataOutputStream(answer);
    message(later, 'R', body -> body.writeInt(0));
    message(later, 'Z', body -> body.write('I'));
    out.write(answer.toByteArray());
    List<String> row = List.of();
    answer.reset();
    while (true) {
      Message asked = receive();
      switch (asked.type()) {
        case 'P' -> {
          String sql = asked.body().split("\0", 3)[1];
          row = rowFor.apply(sql);
          message(later, '1', body -> {});
        }
        case 'B' -> message(later, '2', body -> {});
        case 'D' -> describe(later, row);
        case 'E' -> execute(later, row);
        case 'S' -> {
          if (manner != Manner.HANGS_IN_QUERIES) {
            message(later, 'Z', body -> body.write('I'));
            out.write(answer.toByteArray());
          }
          answer.reset();
        }
        default -> {
          return;
        }
      }
    }
  }

  private static void describe(DataOutputStream later, List<String> row) throws IOException {
    message(
        later,
        'T',
        body -> {
          body.writeShort(row.size());
          for (int i = 0; i < row.size(); i++) {
            body.write(("c" + i + "\0").getBytes(UTF_8));
            body.write(new byte[18]);
          }
        });
  }

  private static void execute(DataOutputStream later, List<String> row) throws IOException {
    message(
        later,
        'D',
        body -> {
          body.writeShort(row.size());
          for (String value : row) {
            byte[] text = value.getBytes(UTF_8);
            body.writeInt(text.length);
            body.write(text);
          }
        });
    message(later, 'C', body -> body.write("SELECT 1\0".getBytes(UTF_8)));
  }

  private void drip() throws IOException, InterruptedException {
    out.write('N');
    out.writeInt(60_000);
    while (true) {
      Thread.sleep(DRIP);
      out.write('x');
    }
  }

  private void authentication(int kind, String text) throws IOException {
    send(
        'R',
        body -> {
          body.writeInt(kind);
          body.write(text.getBytes(UTF_8));
        });
  }

  private void error(String state, String message) throws IOException {
    send(
        'E',
        body ->
            body.write(("SFATAL\0VFATAL\0C" + state + "\0M" + message + "\0\0").getBytes(UTF_8)));
  }

  private void send(char type, Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message(new DataOutputStream(bytes), type, body);
    out.write(bytes.toByteArray());
  }

  private static void message(DataOutputStream to, char type, Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    body.write(new DataOutputStream(bytes));
    to.write(type);
    to.writeInt(bytes.size() + 4);
    bytes.writeTo(to);
  }

  private Message receive() throws IOException {
    char type = (char) in.readUnsignedByte();
    return new Message(type, new String(in.readNBytes(in.readInt() - 4), UTF_8));
  }

  private record Message(char type, String body) {}

  @FunctionalInterface
  private interface Body {
    void write(DataOutputStream body) throws IOException;
  }
}
