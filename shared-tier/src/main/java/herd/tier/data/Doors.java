package herd.tier.data;

import herd.tier.data.Customers.Service;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * Where the data API's routes are mounted: each path names a database by its {@code id}, and only
 * its customer comes through.
 */
public final class Doors {

  private final RoutesConfig routes;
  private final Customers customers;

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

  Doors open(HandlerType method, String path, Service service) {
    Handler theirs = ctx -> customers.serve(ctx, service);
    routes.addHttpHandler(method, path, theirs);
    return this;
  }
}
