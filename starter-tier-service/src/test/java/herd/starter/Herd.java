package herd.starter;

import herd.tier.LivingTier;
import java.util.Map;

/** The starter tier with everything around it that is real. */
final class Herd extends LivingTier {

  Herd(Map<String, String> more) throws Exception {
    super(Main.DEFINITION, "HERD_STARTER_PORT", more);
  }
}
