package herd.fleet.postgres;

import herd.fleet.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** From a connected socket to a session that is ready for queries: TLS, start-up, SCRAM. */
final class Handshake {

  private static final int MOST_BYTES = 64 * 1024;
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f};

  private final Look look;
  private final Consumer<String> step;

  /**
   * @param step told the name of each step as it begins, for the detail of a time-out
   */
  Handshake(Look look, Consumer<String> step) {
    this.look = look;
    this.step = step;
  }

  Wire over(Socket raw) throws IOException, LookFailed {
    Socket socket =
        switch (look.target().tls()) {
          case TlsTrust.None none -> raw;
          case TlsTrust.Certificate exact -> encrypt(raw, exact, exact.pem());
          case TlsTrust.Authority authority -> encrypt(raw, authority, authority.pem());
        };
    step.accept("login");
    Wire wire = new Wire(new MessageReader(socket.getInputStream()), socket.getOutputStream());
    wire.in().allow(MOST_BYTES);
    new MessageWriter().startup(parameters()).to(wire.out());
    try {
      authenticate(wire);
      untilReady(wire.in());
      return wire;
    } catch (MessageReader.TooLarge e) {
      throw LookFailed.of(Outcome.AUTH_REFUSED, "what listens there does not speak Postgres");
    }
  }

  private Socket encrypt(Socket raw, TlsTrust trust, String pem) throws IOException, LookFailed {
    step.accept("tls");
    raw.getOutputStream().write(SSL_REQUEST);
    // Exactly one byte is read in the clear, so nothing slipped in behind it can pass for
    // encrypted.
    int answer = raw.getInputStream().read();
    return switch (answer) {
      case 'S' -> TlsLayer.over(raw, look.target().host(), look.target().port(), trust, pem);
      case 'N' -> throw LookFailed.of(Outcome.TLS_BAD, "the server offers no TLS");
      case 'E' -> throw LookFailed.of(Outcome.CANNOT_COMMIT, "the server cannot fork");
      case -1 -> throw new EOFException("the server closed the connection");
      default -> throw LookFailed.of(Outcome.TLS_BAD, "what listens there does not speak Postgres");
    };
  }

  /** Nothing a role or a database has set may lead a look astray or hold it up (SAFETY 20). */
  private Map<String, String> parameters() {
    long statement = Math.max(1, look.limit().toMillis() * 3 / 4);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", look.target().user());
    parameters.put("database", look.database());
    parameters.put("application_name", "herd");
    parameters.put("client_encoding", "UTF8");
    if (look.pooled()) {
      return parameters;
    }
    parameters.put("search_path", "");
    parameters.put("statement_timeout", Long.toString(statement));
    parameters.put("lock_timeout", Long.toString(Math.max(1, statement / 2)));
    parameters.put("synchronous_commit", "on");
    parameters.put("client_min_messages", "warning");
    parameters.put("jit", "off");
    return parameters;
  }

  private void authenticate(Wire wire) throws IOException, LookFailed, MessageReader.TooLarge {
    MessageReader in = wire.in();
    ScramExchange scram = new ScramExchange(look.target().secret());
    expect(in, 10);
    offered(in);
    new MessageWriter().saslInitial(ScramExchange.MECHANISM, scram.first()).to(wire.out());
    expect(in, 11);
    new MessageWriter().saslResponse(scram.proof(in.rest())).to(wire.out());
    expect(in, 12);
    scram.verify(in.rest());
    expect(in, 0);
  }

  /** Takes one authentication request of the one kind that may come now. */
  private static void expect(MessageReader in, int kind)
      throws IOException, LookFailed, MessageReader.TooLarge {
    for (char type = in.next(); type != 'R'; type = in.next()) {
      aside(in, type);
    }
    int asked = in.int32();
    if (asked != kind) {
      throw LookFailed.of(
          Outcome.AUTH_REFUSED,
          "the server does not authenticate by SCRAM (request " + asked + ")");
    }
  }

  private static void offered(MessageReader in) throws LookFailed {
    for (String name = in.zeroEnded(); !name.isEmpty(); name = in.zeroEnded()) {
      if (name.equals(ScramExchange.MECHANISM)) {
        return;
      }
    }
    throw LookFailed.of(Outcome.AUTH_REFUSED, "the server does not offer SCRAM-SHA-256");
  }

  private static void untilReady(MessageReader in)
      throws IOException, LookFailed, MessageReader.TooLarge {
    for (char type = in.next(); type != 'Z'; type = in.next()) {
      aside(in, type);
    }
  }

  /**
   * What may come at any time: notices, settings, the key for cancelling (never used), and the end.
   */
  private static void aside(MessageReader in, char type) throws LookFailed {
    switch (type) {
      case 'N', 'S', 'K', 'v' -> {}
      case 'E' -> {
        ServerError error = in.error();
        throw LookFailed.of(error.outcome(), error.text());
      }
      default ->
          throw LookFailed.of(Outcome.AUTH_REFUSED, "what listens there does not speak Postgres");
    }
  }
}
