package herd.production.resource;

import static herd.production.resource.ResourceAct.APPLY_CREDENTIALS;
import static herd.production.resource.ResourceAct.APPLY_PLAN;
import static herd.production.resource.ResourceAct.APPLY_SETTINGS;
import static herd.production.resource.ResourceAct.CREATE_TENANT;
import static herd.production.resource.ResourceAct.END_SERVERS;
import static herd.production.resource.ResourceAct.END_SESSIONS;
import static herd.production.resource.ResourceAct.EXCHANGE_GRANT;
import static herd.production.resource.ResourceAct.FINISH_MAINTENANCE;
import static herd.production.resource.ResourceAct.FORM_PAIR;
import static herd.production.resource.ResourceAct.MOVE_MAINTENANCE;
import static herd.production.resource.ResourceAct.RESET;
import static herd.production.resource.ResourceAct.SEND_CONFIG;
import static herd.production.resource.ResourceAct.START_MAINTENANCE;
import static herd.production.resource.ResourceAct.START_POOLER;
import static herd.production.resource.ResourceAct.TELL_CREDENTIAL;
import static herd.production.resource.ResourceAct.TELL_POOLER;
import static herd.production.resource.ResourceAct.TELL_PROVISIONED;
import static herd.production.resource.ResourceState.AVAILABLE;
import static herd.production.resource.ResourceState.DESTROYED;
import static herd.production.resource.ResourceState.DESTROYING;
import static herd.production.resource.ResourceState.UNAVAILABLE;
import static herd.production.resource.ResourceState.UNCERTAIN;
import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.production.credential.CredentialsDue;
import herd.production.resource.ResourceSeen.Guard;
import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import herd.tier.resource.Grant;
import java.util.Optional;
import java.util.Set;

/** The life of a production database. */
public final class ResourceMachine implements Machine<ResourceState, ResourceAct, ResourceSeen> {

  public static final String STUCK_CREATING = "stuck_creating";
  public static final String STUCK_DESTROYING = "stuck_destroying";
  public static final String UNDECIDED = "undecided";

  @Override
  public String name() {
    return "production resource";
  }

  @Override
  public Class<ResourceState> states() {
    return ResourceState.class;
  }

  @Override
  public Class<ResourceAct> acts() {
    return ResourceAct.class;
  }

  @Override
  public ResourceState initial() {
    return ResourceState.CREATING;
  }

  @Override
  public Optional<Decision<ResourceState, ResourceAct>> override(
      ResourceState state, ResourceSeen seen) {
    return !seen.wanted() && state != DESTROYING
        ? Optional.of(go(DESTROYING, "no longer wanted"))
        : Optional.empty();
  }

  @Override
  public Set<ResourceState> overrides() {
    return Set.of(DESTROYING);
  }

  @Override
  public Rule<ResourceState, ResourceAct, ResourceSeen> in(ResourceState state) {
    return switch (state) {
      case CREATING ->
          every(ofSeconds(1), ofSeconds(5), ofSeconds(15))
              .to(AVAILABLE)
              .asks(EXCHANGE_GRANT, ofSeconds(30))
              .asks(CREATE_TENANT, ofMinutes(1))
              .asks(FORM_PAIR, ofSeconds(10))
              .asks(SEND_CONFIG, ofSeconds(30))
              .asks(TELL_PROVISIONED, ofSeconds(30))
              .within(ofMinutes(15), STUCK_CREATING)
              .think(ResourceMachine::create);
      case AVAILABLE ->
          every(ofSeconds(60))
              .to(UNCERTAIN)
              .asks(SEND_CONFIG, ofSeconds(30))
              .asks(FORM_PAIR, ofSeconds(10))
              .asks(APPLY_PLAN, ofMinutes(2))
              .asks(RESET, ofMinutes(2))
              .asks(END_SESSIONS, ofSeconds(30))
              .asks(APPLY_CREDENTIALS, ofMinutes(1))
              .asks(TELL_CREDENTIAL, ofSeconds(30))
              .asks(APPLY_SETTINGS, ofMinutes(2))
              .asks(START_MAINTENANCE, ofSeconds(10))
              .asks(MOVE_MAINTENANCE, ofSeconds(10))
              .asks(FINISH_MAINTENANCE, ofSeconds(10))
              .asks(START_POOLER, ofMinutes(1))
              .asks(TELL_POOLER, ofSeconds(30))
              .rests()
              .think(s -> s.bad() ? go(UNCERTAIN, s.why()) : tend(s));
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
              .rests()
              .think(s -> s.backAs(AVAILABLE));
      case DESTROYING ->
          every(ofSeconds(1), ofSeconds(5), ofSeconds(15))
              .to(DESTROYED)
              .asks(END_SERVERS, ofSeconds(30))
              .within(ofMinutes(30), STUCK_DESTROYING)
              .think(s ->
                  !s.released()
                      ? ask(END_SERVERS, "it still has its servers")
                      : s.serversLeft() > 0
                          ? stay("%d server(s) are not gone yet".formatted(s.serversLeft()))
                          : go(DESTROYED, "nothing is left of it"));
      case DESTROYED -> end();
    };
  }

  /** One step of a creation after the other; each is judged by the look that follows it. */
  private static Decision<ResourceState, ResourceAct> create(ResourceSeen s) {
    if (s.grant() == Grant.OPEN) {
      return ask(EXCHANGE_GRANT, "the grant comes first: it can be used once, and expires");
    }
    if (s.grant() == Grant.LOST) {
      return stay("the grant was lost");
    }
    if (!s.tenantMade()) {
      if (s.follows()) {
        return stay("its leader is being copied");
      }
      if (!s.leaderReady()) {
        return stay("its server is not ready");
      }
      // Its standby is copied meanwhile, from a leader that has nothing to write down first.
      return s.guard() == Guard.MISSING
          ? ask(FORM_PAIR, "its plan has a standby")
          : ask(CREATE_TENANT, "its server does not have it yet");
    }
    if (s.guard() == Guard.MISSING) {
      return ask(FORM_PAIR, "its plan has a standby");
    }
    if (!s.answers()) {
      return stay(s.why());
    }
    if (s.guard() == Guard.FORMING) {
      return stay("its standby is being made");
    }
    if (s.configPending()) {
      return ask(SEND_CONFIG, "the platform does not know its URL");
    }
    return s.provisionedPending()
        ? ask(TELL_PROVISIONED, "the platform does not know that it is up")
        : go(AVAILABLE, s.why());
  }

  /** What an available resource may need. */
  private static Decision<ResourceState, ResourceAct> tend(ResourceSeen s) {
    if (s.follows()) {
      // What a follower's database holds, and who may enter it, is its leader's affair.
      return s.configPending()
          ? ask(SEND_CONFIG, "its URL has changed")
          : s.settingsPending()
              ? ask(APPLY_SETTINGS, "a server lacks what its plan or its customer says")
              : stay(s.why());
    }
    if (s.guard() == Guard.MISSING) {
      return ask(FORM_PAIR, "its plan has a standby, or asks for another server");
    }
    if (s.maintenance().isPresent()) {
      return switch (s.maintenance().get()) {
        case START -> ask(START_MAINTENANCE, "a maintenance is due");
        case MOVE -> ask(MOVE_MAINTENANCE, "its window is over");
        case FINISH -> ask(FINISH_MAINTENANCE, "its pair or its server has done it");
      };
    }
    if (s.resetPending()) {
      return ask(RESET, "the customer asked for it");
    }
    if (s.cutPending()) {
      return ask(END_SESSIONS, "the customer asked for it");
    }
    if (s.planPending()) {
      return ask(APPLY_PLAN, "its plan has changed");
    }
    if (s.credentials() == CredentialsDue.Due.APPLY) {
      return ask(APPLY_CREDENTIALS, "a login is to come or to go");
    }
    if (s.configPending()) {
      return ask(SEND_CONFIG, "its URL has changed");
    }
    if (s.credentials() == CredentialsDue.Due.TELL) {
      return ask(TELL_CREDENTIAL, "the platform does not know a credential's URL");
    }
    if (s.settingsPending()) {
      return ask(APPLY_SETTINGS, "a server lacks what its plan or its customer says");
    }
    return switch (s.pooler().due()) {
      case START -> ask(START_POOLER, "its leader has no pooler yet");
      case TELL -> ask(TELL_POOLER, "the platform does not know the pool's URL");
      case NOTHING -> stay(s.why());
    };
  }
}
