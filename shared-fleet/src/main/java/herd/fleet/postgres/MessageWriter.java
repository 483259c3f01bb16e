package herd.fleet.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Builds frontend messages (PostgreSQL manual, "Message Formats") so that several leave in one
 * packet. For one thread, used once.
 */
final class MessageWriter {

  private byte[] bytes = new byte[256];
  private int size;
  private int start;

  /** The start-up packet for protocol 3.0. */
  MessageWriter startup(Map<String, String> parameters) {
    start = size;
    int32(0).int32(3 << 16);
    parameters.forEach((name, value) -> text(name).text(value));
    return octet(0).end();
  }

  MessageWriter saslInitial(String mechanism, String first) {
    byte[] data = first.getBytes(StandardCharsets.UTF_8);
    return begin('p').text(mechanism).int32(data.length).raw(data).end();
  }

  MessageWriter saslResponse(String text) {
    return begin('p').raw(text.getBytes(StandardCharsets.UTF_8)).end();
  }

  /**
   * Parse, bind, describe and execute as one transaction of its own; one row more than wanted tells
   * whether there are more.
   */
  MessageWriter query(Query query) {
    begin('P').text("").text(query.sql()).int16(0).end();
    begin('B').text("").text("").int16(0).int16(query.params().size());
    for (String param : query.params()) {
      byte[] data = param.getBytes(StandardCharsets.UTF_8);
      int32(data.length).raw(data);
    }
    int16(0).end();
    begin('D').octet('P').text("").end();
    begin('E').text("").int32(query.mostRows() + 1).end();
    return begin('S').end();
  }

  MessageWriter queries(List<Query> queries) {
    queries.forEach(this::query);
    return this;
  }

  MessageWriter terminate() {
    return begin('X').end();
  }

  void to(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
    out.flush();
  }

  private MessageWriter begin(char type) {
    octet(type);
    start = size;
    return int32(0);
  }

  private MessageWriter end() {
    int length = size - start;
    for (int i = 0; i < 4; i++) {
      bytes[start + i] = (byte) (length >> (24 - 8 * i));
    }
    return this;
  }

  private MessageWriter text(String text) {
    if (text.indexOf(0) >= 0) {
      throw new IllegalArgumentException("Postgres takes no zero byte in a text");
    }
    return raw(text.getBytes(StandardCharsets.UTF_8)).octet(0);
  }

  private MessageWriter int32(int value) {
    return int16(value >> 16).int16(value);
  }

  private MessageWriter int16(int value) {
    return octet(value >> 8).octet(value);
  }

  private MessageWriter octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  private MessageWriter raw(byte[] data) {
    room(data.length);
    System.arraycopy(data, 0, bytes, size, data.length);
    size += data.length;
    return this;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
