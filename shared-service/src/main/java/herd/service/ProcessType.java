package herd.service;

/**
 * One kind of process a service can be run as. A release runs once and exits; a web process serves
 * HTTP; a ring process drains one ring. The names are what a Procfile and the command line use.
 */
public sealed interface ProcessType {

  String name();

  static ProcessType release(String name, Once once) {
    return new Release(name, once);
  }

  static ProcessType web(String name, Start start) {
    return new Web(name, start);
  }

  static ProcessType ring(String name, StartRing start) {
    return new Ring(name, start);
  }

  /** Runs to its end and is then over: migrations, for example. */
  record Release(String name, Once once) implements ProcessType {}

  /** Serves HTTP until it is stopped. */
  record Web(String name, Start start) implements ProcessType {}

  /** Drains one ring until it is stopped; {@code name=N} on the command line gives it N copies. */
  record Ring(String name, StartRing start) implements ProcessType {}

  /** What a release does. */
  @FunctionalInterface
  interface Once {
    void run(ServiceContext context) throws Exception;
  }

  /** Starts a process and returns as soon as it runs. */
  @FunctionalInterface
  interface Start {
    Running start(ServiceContext context) throws Exception;
  }

  /** Starts a ring's worker with so many copies (1 or more) and returns as soon as it runs. */
  @FunctionalInterface
  interface StartRing {
    Running start(ServiceContext context, int copies) throws Exception;
  }
}
