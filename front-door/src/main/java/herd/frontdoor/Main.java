package herd.frontdoor;

import herd.service.ProcessType;
import herd.service.ServiceDefinition;
import herd.service.ServiceMain;
import java.util.List;

/** The front door's process types; there is one. */
public final class Main {

  public static final ServiceDefinition DEFINITION =
      new ServiceDefinition("front-door", List.of(ProcessType.web("web", FrontDoor::start)));

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(ServiceMain.run(DEFINITION, args, System.getenv()));
  }
}
