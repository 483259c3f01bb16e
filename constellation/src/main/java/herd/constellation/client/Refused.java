package herd.constellation.client;

/** An answer that is no success. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  Refused(int status, String request, String body) {
    super("%s was answered with %d: %s".formatted(request, status, body.strip()));
    this.status = status;
  }

  public int status() {
    return status;
  }
}
