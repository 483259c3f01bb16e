package herd.simulator.market;

import herd.simulator.SimulatorConfig;
import herd.simulator.http.Problem;
import herd.simulator.http.Trace;
import herd.simulator.provider.ProviderAnswer;
import herd.simulator.provider.ProviderAnswer.Accepted;
import herd.simulator.provider.ProviderAnswer.Done;
import herd.simulator.provider.ProviderAnswer.Failed;
import herd.simulator.provider.ProviderAnswer.Gone;
import herd.simulator.provider.ProviderAnswer.Refused;
import herd.simulator.provider.ProviderAnswer.Unknown;
import herd.simulator.provider.ProviderClient;
import herd.simulator.state.Addon;
import herd.simulator.state.Attachment;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of an add-on between customer and provider (addon-provider.md, section 8). What was
 * asked of the provider is stored before it is asked, so a restart goes on where it stopped. No
 * lock is held while the provider is called; what came between is looked at when it answers.
 */
public final class Provisioning {
  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);

  private final SimulatorConfig config;
  private final Ledger ledger;
  private final ProviderClient provider;
  private final ProvisionRequest request;
  private final Attaching attaching;
  private final ExecutorService background;
  private final Set<UUID> changingPlan = ConcurrentHashMap.newKeySet();

  public Provisioning(
      SimulatorConfig config,
      Ledger ledger,
      ProviderClient provider,
      ProvisionRequest request,
      Attaching attaching,
      ExecutorService background) {
    this.config = config;
    this.ledger = ledger;
    this.provider = provider;
    this.request = request;
    this.attaching = attaching;
    this.background = background;
  }

  /** Stores an add-on to be asked for, with its grant; the draft may still be thrown away. */
  public void request(World world, Addon addon) {
    world.put(addon);
    request.grant(world, addon.id());
  }

  /**
   * Asks the provider for an add-on already stored as requested. Returns when it answered, or,
   * still "provisioning", when it has had its time: then the asking goes on behind the customer's
   * back.
   */
  public Addon provision(UUID id) {
    String trace = Trace.current();
    Future<Addon> asking =
        background.submit(() -> {
          Trace.carry(trace);
          return ask(id);
        });
    try {
      return asking.get(config.timing().providerAnswer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return ledger.now().addon(id).orElseThrow(Provisioning::vanished);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Problem problem
          ? problem
          : new IllegalStateException("provisioning add-on " + id, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The marketplace is stopping; the add-on will be created later.");
    }
  }

  /** After a restart: everything the provider had not answered is asked again. */
  public void resume() {
    World world = ledger.now();
    for (Addon addon : world.addons().values()) {
      String removing = world.removals().get(addon.id());
      if (removing != null) {
        behind(addon.id(), () -> deprovision(addon, removing));
      } else if (addon.state() == Addon.State.REQUESTED) {
        behind(addon.id(), () -> ask(addon.id()));
      }
    }
  }

  public Addon changePlan(Addon addon, String plan) throws InterruptedException {
    if (!addon.provisioned()) {
      throw Problem.invalid(addon.name() + " is still being provisioned.");
    }
    if (!changingPlan.add(addon.id())) {
      throw Problem.conflict("The plan of " + addon.name() + " is being changed already.");
    }
    try {
      return switch (provider.changePlan(addon.id(), plan)) {
        case Done done -> ledger.change(world -> changed(world, addon.id(), plan, done));
        case Refused(String message) -> throw Problem.invalid(message);
        case Gone(String message) -> throw Problem.gone(message);
        case Accepted _, Unknown _ -> throw failed("did not change the plan");
        case Failed(String reason, _) -> throw failed(reason);
      };
    } finally {
      changingPlan.remove(addon.id());
    }
  }

  /** The provider goes first: as long as it does not agree, the add-on stays as it is. */
  public void deprovision(Addon addon, String by) throws InterruptedException {
    UUID id = addon.id();
    ledger.edit(world -> world.removals().put(id, by));
    Optional<Problem> refusal =
        switch (provider.deprovision(id)) {
          case Done _, Gone _, Accepted _ -> Optional.empty();
          case Refused(String message) -> Optional.of(Problem.invalid(message));
          case Unknown _ ->
              Optional.of(failed("does not know this add-on"))
                  .filter(_ -> addon.state() != Addon.State.REQUESTED);
          case Failed(String reason, _) -> Optional.of(failed(reason));
        };
    if (refusal.isPresent()) {
      ledger.edit(world -> world.removals().remove(id));
      throw refusal.get();
    }
    remove(id, by);
  }

  /** Gone here, and to be deleted at the provider however long that takes. */
  public void abandon(UUID id) {
    ledger.edit(world -> {
      world.addon(id).ifPresent(addon -> attaching.removed(world, addon, attaching.partner()));
      world.leftovers().add(id);
    });
    behind(id, () -> clear(id));
  }

  /** One attempt to delete a left-over at the provider. */
  void clear(UUID id) throws InterruptedException {
    ProviderAnswer answer = provider.deprovision(id);
    switch (answer) {
      case Done _, Gone _, Unknown _, Accepted _ ->
          ledger.edit(world -> world.leftovers().remove(id));
      case Refused _, Failed _ -> log.warn("left over at the provider addon={} {}", id, answer);
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  /**
   * Work nobody waits for; what goes wrong with it is logged, and the sweep looks after the rest.
   */
  private void behind(UUID id, Work work) {
    String trace = Trace.current();
    background.execute(() -> {
      Trace.carry(trace);
      try {
        work.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // stopping: the next start goes on
      } catch (RuntimeException e) {
        log.warn("in the background addon={} {}", id, e.toString());
      }
    });
  }

  private Addon ask(UUID id) throws InterruptedException {
    var answer = provider.provision(request.of(id), _ -> ledger.now().addons().containsKey(id));
    return switch (answer) {
      case Done done -> settle(id, world -> provisioned(world, id, done));
      case Accepted(String message) -> settle(id, world -> accepted(world, id, message));
      case Refused(String message) -> {
        remove(id, attaching.partner());
        throw Problem.invalid(message);
      }
      case Gone(String message) -> {
        remove(id, attaching.partner());
        throw Problem.gone(message);
      }
      case Unknown _ -> throw abandoned(id, "answered 404");
      case Failed(String reason, _) -> throw abandoned(id, reason);
    };
  }

  private interface Settling {
    Optional<Addon> in(World world);
  }

  /** Should the customer have removed the add-on meanwhile, the provider is told once more. */
  private Addon settle(UUID id, Settling settling) {
    return ledger
        .change(settling::in)
        .orElseGet(() -> {
          abandon(id);
          throw vanished();
        });
  }

  private Optional<Addon> provisioned(World world, UUID id, Done done) {
    return world
        .addon(id)
        .map(addon -> {
          Addon told = configured(world, addon.withMessage(done.message()), done);
          return told.provisioned()
              ? told
              : attaching.provisioned(world, told, world.app(told.app()).orElseThrow().owner());
        });
  }

  /** The provider may have called actions/provision before its own 202 arrived here. */
  private Optional<Addon> accepted(World world, UUID id, String message) {
    Optional<Addon> found = world.addon(id).map(addon -> addon.withMessage(message));
    Optional<Addon> now =
        found.map(addon ->
            addon.provisioned()
                ? addon
                : addon.withState(Addon.State.ACCEPTED, config.clock().instant()));
    now.ifPresent(world::put);
    return now;
  }

  private Addon changed(World world, UUID id, String plan, Done done) {
    Addon addon = world.addon(id).orElseThrow(Provisioning::vanished);
    Addon changed = addon.withPlan(plan, config.clock().instant()).withMessage(done.message());
    return configured(world, changed, done);
  }

  private Addon configured(World world, Addon addon, Done done) {
    world.put(addon);
    Map<String, Optional<String>> values =
        done.config().orElse(Map.of()).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> Optional.of(e.getValue())));
    return values.isEmpty()
        ? addon
        : attaching.configured(world, addon, Attachment.DEFAULT, values);
  }

  private void remove(UUID id, String by) {
    ledger.edit(world -> world.addon(id).ifPresent(addon -> attaching.removed(world, addon, by)));
  }

  private Problem abandoned(UUID id, String reason) {
    log.warn("provision given up addon={} provider {}", id, reason);
    abandon(id);
    return failed(reason);
  }

  private static Problem failed(String reason) {
    return Problem.unavailable("The add-on's provider " + reason + ". Please try again later.");
  }

  private static Problem vanished() {
    return Problem.gone("The add-on was removed while it was being worked on.");
  }
}
