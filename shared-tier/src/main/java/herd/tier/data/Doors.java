package herd.tier.data;

import herd.tier.data.Customers.AppService;
import herd.tier.data.Customers.Service;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the data API's routes are mounted: each path names a database by its {@code id}, and only
 * its customer comes through. Whoever is first to open one has it: a tier's own come before those
 * that every tier has.
 */
public final class Doors {

  private final RoutesConfig routes;
  private final Customers customers;
  private final Set<String> open = new HashSet<>();

  Doors(RoutesConfig routes, Customers customers) {
    this.routes = routes;
    this.customers = customers;
  }

  public Doors get(String path, Service service) {
    return open(HandlerType.GET, path, service);
  }

  public Doors post(String path, Service service) {
    return open(HandlerType.POST, path, service);
  }

  public Doors put(String path, Service service) {
    return open(HandlerType.PUT, path, service);
  }

  public Doors patch(String path, Service service) {
    return open(HandlerType.PATCH, path, service);
  }

  public Doors delete(String path, Service service) {
    return open(HandlerType.DELETE, path, service);
  }

  /** A path that names an {@code app} instead. */
  public Doors app(String path, AppService service) {
    routes.get(path, ctx -> customers.serveApp(ctx, service));
    return this;
  }

  Doors open(HandlerType method, String path, Service service) {
    if (open.add(method + " " + path)) {
      Handler theirs = ctx -> customers.serve(ctx, service);
      routes.addHttpHandler(method, path, theirs);
    }
    return this;
  }
}
