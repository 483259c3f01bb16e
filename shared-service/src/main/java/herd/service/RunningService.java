package herd.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/**
 * A service of which some process types run in this JVM. Used by {@link ServiceMain} and, with
 * other configuration, by the constellation. Thread-safe.
 */
public final class RunningService implements AutoCloseable {

  /** Less than the 30 s that Heroku and most supervisors leave between SIGTERM and SIGKILL. */
  public static final Duration DRAIN_LIMIT = Duration.ofSeconds(25);

  private final ServiceContext context;
  private final List<Running> running = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private boolean ended;

  private RunningService(ServiceContext context) {
    this.context = context;
  }

  /**
   * Runs the releases among the choices to their end, in order, then starts the others in order.
   * When one fails, those already started are ended and its exception is passed on.
   */
  public static RunningService start(ServiceContext context, List<Choice> choices)
      throws Exception {
    RunningService service = new RunningService(context);
    try {
      for (Choice choice : choices) {
        if (choice.type() instanceof ProcessType.Release release) {
          release.once().run(context);
          context.logger().atInfo().addKeyValue("process", release.name()).log("release done");
        }
      }
      for (Choice choice : choices) {
        service.startOne(choice);
      }
      return service;
    } catch (Exception | Error e) {
      service.close();
      throw e;
    }
  }

  private void startOne(Choice choice) throws Exception {
    Running started;
    switch (choice.type()) {
      case ProcessType.Release _ -> {
        return;
      }
      case ProcessType.Web web -> started = web.start().start(context);
      case ProcessType.Ring ring -> started = ring.start().start(context, choice.copies());
    }
    running.add(started);
    names.add(choice.type().name());
    context
        .logger()
        .atInfo()
        .addKeyValue("process", choice.type().name())
        .addKeyValue("copies", choice.copies())
        .log("started");
  }

  /** True when nothing stays running: only releases were chosen. */
  public boolean isOver() {
    return running.isEmpty();
  }

  public ServiceContext context() {
    return context;
  }

  /** What runs, in the order it was started. */
  public List<Running> running() {
    return List.copyOf(running);
  }

  /**
   * Ends everything: all stop taking work, what was begun gets until the limit, then all is closed.
   * False when something had to be cut off. Later calls do nothing.
   */
  public synchronized boolean drain(Duration limit) {
    if (ended) {
      return true;
    }
    ended = true;
    long deadline = System.nanoTime() + limit.toNanos();
    Logger logger = context.logger();
    running.forEach(Running::stopTaking);
    boolean finished = true;
    for (int i = 0; i < running.size(); i++) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      if (!awaitFinished(running.get(i), left)) {
        finished = false;
        logger.atWarn().addKeyValue("process", names.get(i)).log("cut off: not finished in time");
      }
    }
    running.reversed().forEach(Running::close);
    context.close();
    logger.atInfo().addKeyValue("finished", finished).log("stopped");
    return finished;
  }

  private static boolean awaitFinished(Running one, Duration left) {
    try {
      return one.awaitFinished(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** {@link #drain} with {@link #DRAIN_LIMIT}. */
  @Override
  public void close() {
    drain(DRAIN_LIMIT);
  }
}
