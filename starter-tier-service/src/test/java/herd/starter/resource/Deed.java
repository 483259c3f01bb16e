package herd.starter.resource;

import herd.starter.resource.Hand.Acting;
import herd.starter.resource.Row.Grant;
import herd.starter.resource.Story.Rules;

/** How one worker's act goes on, in the world of {@link Story}: ResourceActs and PlatformActs. */
record Deed(Rules rules, Moment now, int worker) {

  Moment next(Acting acting) {
    return switch (acting.stage()) {
      case 0 -> readAgain(acting);
      case 1 -> tell(acting);
      default -> write(acting);
    };
  }

  private Moment readAgain(Acting acting) {
    Row row = now.row();
    boolean goesOn = row.wanted() || acting.act() == ResourceAct.DROP_TENANT || !rules.readsAgain();
    if (!goesOn) {
      return now.letGo(worker);
    }
    Moment on = now.hand(worker, acting.next(true));
    return switch (acting.act()) {
      case TELL_PROVISIONED ->
          row.wanted() ? on : now.breaking("told that it is up when it was known to be unwanted");
      case PLACE ->
          row.places() > 0 && rules.readsAgain()
              ? now.letGo(worker)
              : now.with(row.placed()).letGo(worker);
      case EXCHANGE_GRANT ->
          row.grant().open() || !rules.grantInTurn()
              ? on.with(row.grant(Grant.SENT))
              : now.letGo(worker);
      default -> on;
    };
  }

  private Moment tell(Acting acting) {
    return switch (acting.act()) {
      case EXCHANGE_GRANT ->
          now.with(now.out().codeSpent()).hand(worker, acting.next(!now.out().spent()));
      case CREATE_TENANT -> onServer(acting, true);
      case DROP_TENANT -> onServer(acting, false);
      case END_LONG_TRANSACTIONS -> endOld(acting);
      case SEND_CONFIG, TELL_PROVISIONED -> atPlatform(acting);
      default -> throw new IllegalStateException("not in this world: " + acting.act());
    };
  }

  /** A script lands on the server, which refuses an older token than it has seen. */
  private Moment onServer(Acting acting, boolean tenant) {
    boolean refused = rules.fence() && acting.token() == Acting.Token.SHUT_OUT;
    return refused || !now.out().up()
        ? now.letGo(worker)
        : now.landed(worker).with(now.out().tenant(tenant)).hand(worker, acting.next(true));
  }

  private Moment endOld(Acting acting) {
    boolean refused = rules.fence() && acting.token() == Acting.Token.SHUT_OUT;
    return refused || !now.out().up()
        ? now.letGo(worker)
        : now.landed(worker).with(now.out().old(false)).hand(worker, acting.next(true));
  }

  private Moment atPlatform(Acting acting) {
    if (now.out().removed()) {
      return now.letGo(worker).anew(now.row().unwanted());
    }
    return acting.act() == ResourceAct.TELL_PROVISIONED && !now.row().made()
        ? now.breaking("told that it is up before it was made")
        : now.hand(worker, acting.next(true));
  }

  private Moment write(Acting acting) {
    Row row = now.row();
    Moment done = now.letGo(worker);
    return switch (acting.act()) {
      case EXCHANGE_GRANT ->
          acting.well()
              ? done.with(now.out().answerStored()).with(row.grant(Grant.HELD))
              : row.grant() == Grant.SENT || !rules.grantInTurn()
                  ? done.with(row.grant(Grant.LOST))
                  : done;
      case CREATE_TENANT -> done.with(row.tenantMade());
      case DROP_TENANT -> done.with(row.tenantDropped());
      case SEND_CONFIG -> done.with(row.configSent());
      case TELL_PROVISIONED -> done.with(row.told());
      case END_LONG_TRANSACTIONS -> done;
      default -> throw new IllegalStateException("not in this world: " + acting.act());
    };
  }
}
