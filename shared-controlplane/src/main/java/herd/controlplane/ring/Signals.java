package herd.controlplane.ring;

import java.time.Duration;

/** What the loop tells about itself; a service turns it into metrics. Called from many threads. */
public interface Signals {

  void looked(String kind, String lane, String outcome, Duration took);

  void thought(String kind, Duration took);

  void acted(String kind, String act, boolean ok, Duration took);

  void committed(String kind, int members, Duration took);

  static Signals none() {
    return new Signals() {
      @Override
      public void looked(String kind, String lane, String outcome, Duration took) {}

      @Override
      public void thought(String kind, Duration took) {}

      @Override
      public void acted(String kind, String act, boolean ok, Duration took) {}

      @Override
      public void committed(String kind, int members, Duration took) {}
    };
  }
}
