package herd.tier;

import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;

import herd.statemachine.Decision;

/**
 * What a think block needs of a subject that was seen down, server or resource: SAFETY 6, said
 * once.
 */
public interface Doubt {

  /** It answered a query in this look. */
  boolean answers();

  /** By a new login. */
  boolean freshly();

  /** How many vantages say down. */
  int votes();

  String why();

  /** One fresh answer ends the doubt; two vantages together make it certain. */
  default <S extends Enum<S>, A extends Enum<A>> Decision<S, A> settle(S available, S unavailable) {
    return answers() && freshly()
        ? go(available, why())
        : votes() >= Votes.QUORUM ? go(unavailable, why()) : stay(why());
  }

  /** Only a fresh answer ends it. */
  default <S extends Enum<S>, A extends Enum<A>> Decision<S, A> backAs(S available) {
    return answers() && freshly() ? go(available, why()) : stay(why());
  }
}
