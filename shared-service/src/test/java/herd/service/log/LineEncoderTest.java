package herd.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import herd.service.http.Trace;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LineEncoderTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("herd.sample");

  @BeforeEach
  void attach() {
    context.setMDCAdapter(
        ((LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory()).getMDCAdapter());
    LineEncoder encoder = new LineEncoder();
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    context.getLogger("ROOT").addAppender(appender);
  }

  @Test
  void anEventIsOneLineOfKeysAndValues() {
    try (Trace.Scope _ = Trace.of("t1")) {
      logger.atInfo().addKeyValue("plan", "mini").addKeyValue("why", "it fell").log("made");
    }
    assertThat(lines())
        .matches(
            "ts=\\S+Z level=INFO service=\\S+ trace=t1 logger=herd.sample msg=\"made\""
                + " plan=mini why=\"it fell\"\n");
  }

  @Test
  void aHostileNameCannotForgeASecondLine() {
    logger.atWarn().addKeyValue("name", "x\"\nts=0 level=ERROR").log("bad\r\nts=0 \u001b[2J");
    assertThat(lines()).hasLineCount(1).contains("\\n").contains("\\\"").doesNotContain("\u001b");
  }

  @Test
  void secretsAreGoneFromMessageValueAndException() {
    Exception e = new IllegalStateException("postgres://u:hunter2@db", new Error("Bearer hunter2"));
    logger
        .atError()
        .setCause(e)
        .addKeyValue("url", "postgres://u:hunter2@db/x")
        .addKeyValue("password", "hunter2")
        .log("failed with Bearer hunter2x");
    assertThat(lines()).hasLineCount(1).contains("IllegalStateException").doesNotContain("hunter2");
  }

  private String lines() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
