package herd.admin;

import com.zaxxer.hikari.HikariDataSource;
import herd.admin.action.Owners;
import herd.admin.read.Reads;
import herd.admin.view.Views;
import herd.controlplane.ControlPlane;
import herd.controlplane.Schema;
import herd.service.DatabaseConfig;
import herd.service.Databases;
import herd.service.ServiceContext;
import herd.service.http.ApiError;
import herd.service.http.HttpCalls;
import herd.service.http.WebServer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the admin service: its reads, its actions, its pages. */
public final class Admin {

  private static final Logger LOG = LoggerFactory.getLogger(Admin.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Admin() {}

  /** There is no schema of our own: a release only checks that the control plane's is there. */
  static void release(ServiceContext context) throws Exception {
    database(context, context.environment().read(AdminConfig::control));
  }

  /** With everything from the environment; listens when it returns. */
  public static WebServer start(ServiceContext context) throws Exception {
    return start(context, context.environment().read(AdminConfig::from));
  }

  public static WebServer start(ServiceContext context, AdminConfig config) throws Exception {
    HikariDataSource control = database(context, config.control());
    context.health().check("control", () -> Databases.check(control));
    HttpCalls calls = context.shared(HttpCalls.class, _ -> new HttpCalls());
    return WebServer.start(
        context, config.http(), routes(config, new ControlPlane(control, "admin"), calls));
  }

  /** All that this service answers, but for the health and metrics that every service has. */
  static Consumer<JavalinConfig> routes(AdminConfig config, ControlPlane plane, HttpCalls calls) {
    Gate gate = new Gate(config.operators());
    Reads reads = new Reads(plane);
    Owners owners = new Owners(config.owners(), config.serviceToken(), calls);
    return c -> {
      c.routes.exception(DataAccessException.class, Admin::unread);
      new Routes(gate, reads, owners).mount(c);
      new Views(gate, reads).mount(c);
    };
  }

  private static void unread(DataAccessException e, Context ctx) {
    LOG.atError().setCause(e).addKeyValue("path", ctx.path()).log("control plane not read");
    ctx.status(503)
        .json(ApiError.unavailable("The control plane could not be read. Try again soon.").body());
  }

  private static HikariDataSource database(ServiceContext context, DatabaseConfig config)
      throws Exception {
    HikariDataSource control =
        context.shared(HikariDataSource.class, _ -> Databases.pool(config, "admin-service"));
    Databases.awaitAnswer(control, PATIENCE);
    Schema.requireCurrent(control);
    return control;
  }
}
