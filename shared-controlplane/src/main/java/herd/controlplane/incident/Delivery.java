package herd.controlplane.incident;

import org.slf4j.LoggerFactory;

/**
 * How a notice reaches its reader. Called at least once for each; throwing has it tried again,
 * later and later (see {@link FailedDeliveries}).
 */
@FunctionalInterface
public interface Delivery {

  void deliver(Notice notice) throws Exception;

  /** Writes the notice's title into the log, and nothing else. */
  static Delivery toLog() {
    return notice ->
        LoggerFactory.getLogger(Delivery.class)
            .atWarn()
            .addKeyValue("kind", notice.kind())
            .addKeyValue("incident", notice.incident())
            .addKeyValue("subject", notice.subject())
            .log(notice.title());
  }
}
