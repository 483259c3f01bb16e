package herd.admin;

import herd.service.ProcessType;
import herd.service.ServiceDefinition;
import herd.service.ServiceMain;
import java.util.List;

/** The admin service's process types. */
public final class Main {

  public static final ServiceDefinition DEFINITION =
      new ServiceDefinition(
          "admin-service",
          List.of(
              ProcessType.release("release", Admin::release),
              ProcessType.web("web", Admin::start)));

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(ServiceMain.run(DEFINITION, args, System.getenv()));
  }
}
