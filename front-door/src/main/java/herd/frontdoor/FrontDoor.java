package herd.frontdoor;

import com.zaxxer.hikari.HikariDataSource;
import herd.service.Databases;
import herd.service.ServiceContext;
import herd.service.http.WebServer;
import java.time.Duration;
import java.time.InstantSource;

/** Starts the front door: the control plane's owners, the way to the services, the routes. */
public final class FrontDoor implements AutoCloseable {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final Forward forward = new Forward(CONNECT_LIMIT, ANSWER_LIMIT);

  private FrontDoor() {}

  /** With everything from the environment; listens when it returns. */
  public static WebServer start(ServiceContext context) throws Exception {
    return start(context, context.environment().read(FrontDoorConfig::from));
  }

  /** What it opens is the context's and is closed with it. */
  public static WebServer start(ServiceContext context, FrontDoorConfig config) throws Exception {
    var control =
        context.shared(HikariDataSource.class, _ -> Databases.pool(config.control(), "front-door"));
    context.health().check("control", () -> Databases.check(control));
    Owners owners = new RememberedOwners(new ControlOwners(control), InstantSource.system());
    FrontDoor door = context.shared(FrontDoor.class, _ -> new FrontDoor());
    Routes routes = new Routes(new Services(config), owners, door.forward);
    return WebServer.start(context, config.http(), routes::mount);
  }

  @Override
  public void close() {
    forward.close();
  }
}
