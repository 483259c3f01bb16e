package herd.controlplane.ring;

import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.controlplane.Subject;
import herd.controlplane.incident.Attempt;
import herd.controlplane.incident.IncidentType;
import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A ring of lamps in a world kept in memory, for tests of the loop. */
final class Toy implements Ring<Toy.Lamp, Toy.Deed, Toy.Seen> {

  enum Lamp {
    DARK,
    LIT,
    FLICKERING,
    GONE
  }

  enum Deed {
    SWITCH_ON
  }

  record Seen(boolean wanted, boolean shines) {}

  /** The outside: which lamps shine, how often each was looked at and switched. */
  static final class World {
    final Map<UUID, Boolean> shines = new ConcurrentHashMap<>();
    final Map<UUID, AtomicInteger> looks = new ConcurrentHashMap<>();
    final Map<UUID, AtomicInteger> switched = new ConcurrentHashMap<>();
    final Set<UUID> throwing = ConcurrentHashMap.newKeySet();
    final Set<UUID> mistaken = ConcurrentHashMap.newKeySet();
    final Set<UUID> unspeakable = ConcurrentHashMap.newKeySet();
    final Set<UUID> failingOnce = ConcurrentHashMap.newKeySet();
    final Set<UUID> hanging = ConcurrentHashMap.newKeySet();
    final Set<UUID> stubborn = ConcurrentHashMap.newKeySet();
    final Map<UUID, CountDownLatch> slowLooks = new ConcurrentHashMap<>();
    final Map<UUID, CountDownLatch> slowActs = new ConcurrentHashMap<>();
    final AtomicBoolean neverEnding = new AtomicBoolean();
    final Map<UUID, Token> tokens = new ConcurrentHashMap<>();
  }

  private static final Duration HURRY = ofMillis(50);

  private final World world;
  private final Duration dark;
  private final Duration beat;

  Toy(World world, Duration beat) {
    this(world, HURRY, beat);
  }

  /**
   * @param dark the beat of a lamp that is to be switched on
   * @param beat of one that shines
   */
  Toy(World world, Duration dark, Duration beat) {
    this.world = world;
    this.dark = dark;
    this.beat = beat;
  }

  @Override
  public String kind() {
    return "lamp";
  }

  @Override
  public Machine<Lamp, Deed, Seen> machine() {
    return new LampMachine(dark, beat);
  }

  @Override
  public List<IncidentType<Seen>> incidents() {
    return List.of(
        IncidentType.<Seen>whileIn("lamp_flickers", Lamp.FLICKERING)
            .attempt(new Attempt("Switch it on", ofMillis(300), this::switchOn))
            .attempt(new Attempt("Switch it on again", ofMillis(300), this::switchOn))
            .telling("Your lamp flickers."),
        IncidentType.thinkFailed());
  }

  @Override
  public Map<UUID, Visit<Deed, Seen>> visits(List<Subject> batch) {
    Map<UUID, Visit<Deed, Seen>> visits = new HashMap<>();
    batch.forEach(lamp -> visits.put(lamp.id(), new LampVisit(lamp)));
    return visits;
  }

  private Act switchOn(Subject lamp) {
    return Act.under(
        List.of(Claim.alone(lamp.id())),
        token -> {
          if (world.neverEnding.get()) {
            new CountDownLatch(1).await();
          }
          if (world.failingOnce.remove(lamp.id())) {
            throw new IllegalStateException("the switch sticks");
          }
          CountDownLatch gate = world.slowActs.remove(lamp.id());
          if (gate != null) {
            gate.await();
          }
          world.tokens.merge(lamp.id(), token, (old, now) -> old.compareTo(now) > 0 ? old : now);
          world.switched.computeIfAbsent(lamp.id(), _ -> new AtomicInteger()).incrementAndGet();
          if (!world.stubborn.contains(lamp.id())) {
            world.shines.put(lamp.id(), true);
          }
          return "switched on";
        });
  }

  private final class LampVisit implements Visit<Deed, Seen> {
    private final Subject lamp;
    private boolean shines;

    LampVisit(Subject lamp) {
      this.lamp = lamp;
    }

    @Override
    public Look look() throws Exception {
      world.looks.computeIfAbsent(lamp.id(), _ -> new AtomicInteger()).incrementAndGet();
      CountDownLatch gate = world.slowLooks.get(lamp.id());
      if (gate != null) {
        gate.await();
      }
      if (world.throwing.contains(lamp.id())) {
        throw new IllegalStateException("the lamp burns my fingers");
      }
      if (world.hanging.contains(lamp.id())) {
        new CountDownLatch(1).await();
      }
      shines = world.shines.getOrDefault(lamp.id(), false);
      Optional<String> facts =
          world.unspeakable.contains(lamp.id())
              ? Optional.of("{\"shade\": \"\\u0000\"}") // no jsonb holds this
              : Optional.empty();
      return new Look(shines ? "ok" : "refused", shines, !shines, true, ofMillis(1), facts, true);
    }

    @Override
    public Seen seen(Look look, List<Observation> recalled, Instant now) {
      if (world.mistaken.contains(lamp.id())) {
        throw new AssertionError("nobody thought of this lamp");
      }
      return new Seen(lamp.wanted(), look.well());
    }

    @Override
    public Act act(Deed name) {
      return switch (name) {
        case SWITCH_ON -> switchOn(lamp);
      };
    }
  }

  record LampMachine(Duration dark, Duration beat) implements Machine<Lamp, Deed, Seen> {
    @Override
    public String name() {
      return "lamp";
    }

    @Override
    public Class<Lamp> states() {
      return Lamp.class;
    }

    @Override
    public Class<Deed> acts() {
      return Deed.class;
    }

    @Override
    public Lamp initial() {
      return Lamp.DARK;
    }

    @Override
    public Optional<Decision<Lamp, Deed>> override(Lamp state, Seen seen) {
      return seen.wanted() ? Optional.empty() : Optional.of(go(Lamp.GONE, "unwanted"));
    }

    @Override
    public Set<Lamp> overrides() {
      return Set.of(Lamp.GONE);
    }

    @Override
    public Rule<Lamp, Deed, Seen> in(Lamp state) {
      return switch (state) {
        case DARK ->
            every(dark)
                .to(Lamp.LIT)
                .asks(Deed.SWITCH_ON, ofSeconds(5))
                .within(ofMinutes(2), "stays_dark")
                .think(s -> s.shines() ? go(Lamp.LIT, "shines") : ask(Deed.SWITCH_ON, "dark"));
        case LIT ->
            every(beat)
                .to(Lamp.FLICKERING)
                .rests()
                .think(s -> s.shines() ? stay("shines") : go(Lamp.FLICKERING, "dark again"));
        case FLICKERING ->
            every(HURRY)
                .lane("uncertain")
                .to(Lamp.LIT)
                .rests()
                .think(s -> s.shines() ? go(Lamp.LIT, "shines") : stay("dark"));
        case GONE -> end();
      };
    }
  }
}
