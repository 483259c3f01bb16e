package herd.service;

/** A value that must not be printed. Only {@link #reveal} gives it. */
public record Secret(String reveal) {

  @Override
  public String toString() {
    return "[secret]";
  }
}
