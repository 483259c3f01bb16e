package herd.constellation;

/** Where this process logs to; chosen before anything logs. */
final class Log {
  private Log() {}

  static void to(Folder folder) {
    System.setProperty("logback.configurationFile", "herd/constellation/logback.xml");
    System.setProperty("herd.log", folder.log().toString());
  }
}
