package herd.service.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One event, one line: {@code ts=… level=… service=… trace=… logger=… msg="…" key=value}. Line ends
 * and quotes within a value are escaped, an exception is the last key, and whatever looks like a
 * secret is gone. Times are UTC.
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {

  private final ThrowableProxyConverter throwables = new ThrowableProxyConverter();

  @Override
  public void start() {
    throwables.setContext(getContext());
    throwables.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(200);
    line.append("ts=").append(event.getInstant()).append(" level=").append(event.getLevel());
    Map<String, String> context = event.getMDCPropertyMap();
    append(line, "service", context.getOrDefault("service", service()));
    append(line, "trace", context.getOrDefault("trace", "-"));
    append(line, "logger", event.getLoggerName());
    line.append(" msg=\"").append(escape(Scrubber.scrub(event.getFormattedMessage()))).append('"');
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      // Scrubbed together with its key: "password=x" is a shape, "x" alone is none.
      pairs.forEach(pair -> line.append(' ').append(Scrubber.scrub(pair(pair))));
    }
    if (event.getThrowableProxy() != null) {
      append(line, "exception", Scrubber.scrub(throwables.convert(event).strip()));
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String service() {
    return System.getProperty("herd.service", "herd");
  }

  private static String pair(KeyValuePair pair) {
    StringBuilder text = new StringBuilder();
    append(text, pair.key, String.valueOf(pair.value));
    return text.substring(1);
  }

  private static void append(StringBuilder line, String key, String value) {
    line.append(' ').append(key).append('=');
    String escaped = escape(value);
    boolean plain = escaped.equals(value) && !value.isEmpty() && value.indexOf(' ') < 0;
    line.append(plain && value.indexOf('=') < 0 ? value : '"' + escaped + '"');
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.chars()
        .forEach(c -> {
          switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            default -> {
              // Control characters could move the cursor of whoever reads the log.
              if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                out.append("\\u%04x".formatted(c));
              } else {
                out.append((char) c);
              }
            }
          }
        });
    return out.toString();
  }
}
