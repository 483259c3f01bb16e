package herd.fleet.postgres;

import herd.fleet.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one backend message at a time (PostgreSQL manual, "Message Formats"). What the other side
 * sends is never trusted: lengths are checked, and a look has a budget of bytes. For one thread.
 * Small when idle, since ten thousand of them wait at once.
 */
final class MessageReader {

  private static final int SMALL = 1024;

  private final InputStream in;
  private byte[] buffer = new byte[SMALL];
  private int position;
  private int end;
  private int messageEnd;
  private long budget;

  MessageReader(InputStream in) {
    this.in = in;
  }

  /** How many bytes may still come, from now on. */
  void allow(long bytes) {
    budget = bytes;
  }

  /** Waits for the next message and returns its type; its fields are then read in order. */
  char next() throws IOException, LookFailed, TooLarge {
    position = messageEnd;
    if (position == end) {
      position = 0;
      end = 0;
      if (buffer.length > SMALL) {
        buffer = new byte[SMALL];
      }
    }
    need(5);
    char type = (char) buffer[position];
    int length = int32(position + 1);
    if (length < 4 || (type == 'E' && length > 1 << 20)) {
      throw LookFailed.of(
          type == 'E' ? Outcome.CANNOT_COMMIT : Outcome.AUTH_REFUSED,
          type == 'E' ? "the server cannot fork" : "what listens there does not speak Postgres");
    }
    budget -= length + 1L;
    if (budget < 0) {
      throw new TooLarge();
    }
    need(1 + length);
    messageEnd = position + 1 + length;
    position += 5;
    return type;
  }

  private void need(int bytes) throws IOException {
    if (position + bytes > buffer.length) {
      buffer = Arrays.copyOfRange(buffer, position, position + Math.max(bytes, SMALL));
      end -= position;
      position = 0;
    }
    while (end - position < bytes) {
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        throw new EOFException("the server closed the connection");
      }
      end += count;
    }
  }

  int int32() throws LookFailed {
    require(4);
    position += 4;
    return int32(position - 4);
  }

  int int16() throws LookFailed {
    require(2);
    position += 2;
    return ((buffer[position - 2] & 0xff) << 8) | (buffer[position - 1] & 0xff);
  }

  /** A text of a known length. */
  String text(int length) throws LookFailed {
    require(length);
    position += length;
    return new String(buffer, position - length, length, StandardCharsets.UTF_8);
  }

  /** All that is left of this message, as text. */
  String rest() throws LookFailed {
    return text(messageEnd - position);
  }

  /** A text that ends with a zero byte. */
  String zeroEnded() throws LookFailed {
    for (int i = position; i < messageEnd; i++) {
      if (buffer[i] == 0) {
        String text = text(i - position);
        position++;
        return text;
      }
    }
    throw malformed();
  }

  void skip(int bytes) throws LookFailed {
    require(bytes);
    position += bytes;
  }

  /** The fields of an ErrorResponse or NoticeResponse. */
  ServerError error() throws LookFailed {
    String severity = "";
    String state = "";
    String message = "";
    for (String field = zeroEnded(); !field.isEmpty(); field = zeroEnded()) {
      switch (field.charAt(0)) {
        case 'V' -> severity = field.substring(1);
        case 'C' -> state = field.substring(1);
        case 'M' -> message = field.substring(1);
        default -> {}
      }
    }
    return new ServerError(severity, state, message);
  }

  private void require(int bytes) throws LookFailed {
    if (bytes < 0 || bytes > messageEnd - position) {
      throw malformed();
    }
  }

  private int int32(int at) {
    return ((buffer[at] & 0xff) << 24)
        | ((buffer[at + 1] & 0xff) << 16)
        | ((buffer[at + 2] & 0xff) << 8)
        | (buffer[at + 3] & 0xff);
  }

  private static LookFailed malformed() {
    return LookFailed.of(Outcome.AUTH_REFUSED, "the server sent a malformed message");
  }

  /** The look's budget of bytes is spent; the rest is left unread and the session must go. */
  static final class TooLarge extends Exception {
    private TooLarge() {
      super("more bytes than a look may read", null, false, false);
    }
  }
}
