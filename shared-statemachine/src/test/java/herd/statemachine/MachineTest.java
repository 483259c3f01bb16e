package herd.statemachine;

import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MachineTest {

  enum Lamp {
    DARK,
    LIT,
    BROKEN
  }

  enum Deed {
    SWITCH_ON
  }

  record Seen(boolean wanted, boolean shines) {}

  /** A lamp; each test bends one rule of it. */
  static class LampMachine implements Machine<Lamp, Deed, Seen> {
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
    public Rule<Lamp, Deed, Seen> in(Lamp state) {
      return switch (state) {
        case DARK -> dark();
        case LIT ->
            every(ofSeconds(60))
                .to(Lamp.DARK)
                .rests()
                .think(s -> s.shines() ? stay("shines") : go(Lamp.DARK, "dark again"));
        case BROKEN -> end();
      };
    }

    Rule<Lamp, Deed, Seen> dark() {
      return every(ofSeconds(1), ofSeconds(5))
          .to(Lamp.LIT)
          .asks(Deed.SWITCH_ON, ofSeconds(10))
          .within(ofMinutes(2), "stays_dark")
          .think(s -> s.shines() ? go(Lamp.LIT, "shines") : ask(Deed.SWITCH_ON, "dark"));
    }

    @Override
    public Optional<Decision<Lamp, Deed>> override(Lamp state, Seen seen) {
      return seen.wanted() ? Optional.empty() : Optional.of(go(Lamp.BROKEN, "unwanted"));
    }

    @Override
    public Set<Lamp> overrides() {
      return Set.of(Lamp.BROKEN);
    }
  }

  private final LampMachine lamp = new LampMachine();

  @Test
  void theStatesBlockDecides() {
    assertThat(lamp.think(Lamp.DARK, new Seen(true, false))).isEqualTo(ask(Deed.SWITCH_ON, "dark"));
    assertThat(lamp.think(Lamp.DARK, new Seen(true, true))).isEqualTo(go(Lamp.LIT, "shines"));
  }

  @Test
  void anOverrideWinsInEveryLivingStateAndNotInFinalOnes() {
    Seen unwanted = new Seen(false, true);
    assertThat(lamp.think(Lamp.LIT, unwanted)).isEqualTo(go(Lamp.BROKEN, "unwanted"));
    assertThat(lamp.think(Lamp.BROKEN, unwanted)).isEqualTo(stay("final"));
  }

  @Test
  void aBlockMayNotSayWhatItsRuleForbids() {
    LampMachine wrong =
        new LampMachine() {
          @Override
          Rule<Lamp, Deed, Seen> dark() {
            return super.dark().think(_ -> go(Lamp.BROKEN, "not declared"));
          }
        };
    assertThatThrownBy(() -> wrong.think(Lamp.DARK, new Seen(true, false)))
        .hasMessageContaining("machine lamp in state DARK may not say");
  }

  @Test
  void aSlowingStateTakesTenLooksAtEachBeat() {
    Rule<Lamp, Deed, Seen> dark = lamp.in(Lamp.DARK);
    assertThat(dark.beat(Duration.ZERO)).isEqualTo(ofSeconds(1));
    assertThat(dark.beat(ofSeconds(9))).isEqualTo(ofSeconds(1));
    assertThat(dark.beat(ofSeconds(10))).isEqualTo(ofSeconds(5));
    assertThat(dark.beat(ofMinutes(60))).isEqualTo(ofSeconds(5));
  }

  @Test
  void aGoodMachineHasNothingForTheLint() {
    assertThat(Lint.check(lamp)).isEmpty();
  }

  @Test
  void theLintNamesEveryFault() {
    LampMachine wrong =
        new LampMachine() {
          @Override
          Rule<Lamp, Deed, Seen> dark() {
            return every(ofSeconds(90)).think(_ -> stay("lazy"));
          }

          @Override
          public Set<Lamp> overrides() {
            return Set.of();
          }
        };
    List<String> faults = Lint.check(wrong);
    assertThat(faults)
        .containsExactlyInAnyOrder(
            "DARK cannot reach a final state",
            "DARK must either rest or be bounded by within(…)",
            "DARK has a beat of PT1M30S; it must be more than 0 and at most 60 s",
            "LIT cannot be reached from DARK",
            "LIT cannot reach a final state",
            "BROKEN cannot be reached from DARK",
            "no state asks for the act SWITCH_ON");
  }

  @Test
  void theDiagramIsDrawnFromTheSameData() {
    assertThat(Mermaid.draw(lamp))
        .isEqualTo(
            """
            stateDiagram-v2
              [*] --> dark
              dark --> lit
              dark --> broken: override
              dark: dark<br/>looked at every 1s, then 5s<br/>after 2m opens stays_dark<br/>may ask for switch_on
              lit --> dark
              lit --> broken: override
              lit: lit<br/>looked at every 1m
              broken --> [*]
            """);
  }
}
