package herd.tier.server;

import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static herd.tier.server.ServerAct.CREATE_CLUSTER;
import static herd.tier.server.ServerAct.CREATE_MACHINE;
import static herd.tier.server.ServerAct.DESTROY_MACHINE;
import static herd.tier.server.ServerAct.RESTART_POSTGRES;
import static herd.tier.server.ServerAct.START_POSTGRES;
import static herd.tier.server.ServerState.AVAILABLE;
import static herd.tier.server.ServerState.DESTROYED;
import static herd.tier.server.ServerState.DESTROYING;
import static herd.tier.server.ServerState.UNAVAILABLE;
import static herd.tier.server.ServerState.UNCERTAIN;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.util.Optional;
import java.util.Set;

/** The life of a server. */
public final class ServerMachine implements Machine<ServerState, ServerAct, ServerSeen> {

  public static final String STUCK_CREATING = "stuck_creating";
  public static final String STUCK_DESTROYING = "stuck_destroying";
  public static final String UNDECIDED = "undecided";

  @Override
  public String name() {
    return "server";
  }

  @Override
  public Class<ServerState> states() {
    return ServerState.class;
  }

  @Override
  public Class<ServerAct> acts() {
    return ServerAct.class;
  }

  @Override
  public ServerState initial() {
    return ServerState.CREATING;
  }

  @Override
  public Optional<Decision<ServerState, ServerAct>> override(ServerState state, ServerSeen seen) {
    boolean leave = !seen.wanted() && seen.tenants() == 0 && state != DESTROYING;
    return leave ? Optional.of(go(DESTROYING, "no longer wanted, and empty")) : Optional.empty();
  }

  @Override
  public Set<ServerState> overrides() {
    return Set.of(DESTROYING);
  }

  @Override
  public Rule<ServerState, ServerAct, ServerSeen> in(ServerState state) {
    return switch (state) {
      case CREATING ->
          every(ofSeconds(1), ofSeconds(5))
              .to(AVAILABLE)
              .asks(CREATE_MACHINE, ofMinutes(5))
              .asks(CREATE_CLUSTER, ofMinutes(3))
              .asks(START_POSTGRES, ofMinutes(1))
              .within(ofMinutes(10), STUCK_CREATING)
              .think(s ->
                  !s.machineMade()
                      ? ask(CREATE_MACHINE, "there is no machine yet")
                      : !s.clusterMade()
                          ? ask(CREATE_CLUSTER, "there is no cluster yet")
                          : started(s));
      case AVAILABLE ->
          every(ofSeconds(60))
              .to(UNCERTAIN)
              .asks(RESTART_POSTGRES, ofMinutes(2))
              .recalls(ofSeconds(150))
              .rests()
              .think(s ->
                  s.bad() || s.outcome().equals("starting")
                      ? go(UNCERTAIN, s.why())
                      : s.restartWanted()
                          ? ask(RESTART_POSTGRES, "an operator asked for it")
                          : stay(s.why()));
      case UNCERTAIN ->
          // Never slower: vantages take turns, and two must speak within ten seconds (SAFETY 6).
          every(ofSeconds(1), ofSeconds(3))
              .lane("uncertain")
              .to(AVAILABLE, UNAVAILABLE)
              .recalls(ofSeconds(30))
              .within(ofMinutes(2), UNDECIDED)
              .think(s -> s.settle(AVAILABLE, UNAVAILABLE));
      case UNAVAILABLE ->
          every(ofSeconds(1), ofSeconds(5), ofSeconds(15), ofSeconds(60))
              .lane("uncertain")
              .to(AVAILABLE)
              .recalls(ofSeconds(60))
              .rests()
              .think(s -> s.backAs(AVAILABLE));
      case DESTROYING ->
          every(ofSeconds(1), ofSeconds(5), ofSeconds(15))
              .to(DESTROYED)
              .asks(DESTROY_MACHINE, ofMinutes(5))
              .within(ofMinutes(30), STUCK_DESTROYING)
              .think(s ->
                  s.machineMade()
                      ? ask(DESTROY_MACHINE, "its machine is still there")
                      : go(DESTROYED, "nothing is left of it"));
      case DESTROYED -> end();
    };
  }

  private static Decision<ServerState, ServerAct> started(ServerSeen s) {
    if (s.answers()) {
      return go(AVAILABLE, s.why());
    }
    return s.inOtherHands()
        ? stay("whoever has it in hands starts its Postgres")
        : ask(START_POSTGRES, s.why());
  }
}
