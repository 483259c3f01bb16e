package herd.tier.market;

/** What the marketplace says when it is asked for an add-on with a customer's own token. */
public sealed interface Sight {

  /** The customer may use this add-on. */
  record Theirs(AddonView addon) implements Sight {}

  /** There is no such add-on, or it is somebody else's: the marketplace does not tell which. */
  record NotTheirs() implements Sight {}

  /** The marketplace does not know the token. */
  record BadToken() implements Sight {}
}
