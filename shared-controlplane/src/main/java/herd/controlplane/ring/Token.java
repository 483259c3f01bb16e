package herd.controlplane.ring;

/**
 * The number by which a server refuses a stale holder (SAFETY 1, 5). A later lease on the same
 * subject has a higher one, also across a restore of the control plane, because the generation
 * counts first.
 */
public record Token(int generation, long number) implements Comparable<Token> {

  @Override
  public int compareTo(Token other) {
    return generation != other.generation
        ? Integer.compare(generation, other.generation)
        : Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return generation + "." + number;
  }
}
