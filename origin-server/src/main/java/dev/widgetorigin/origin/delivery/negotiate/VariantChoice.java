package dev.widgetorigin.origin.delivery.negotiate;

import dev.widgetorigin.store.manifest.Encoding;

/**
 * Proactive content negotiation by coding (RFC 9110 §12.5.3): best weight first, then fewest bytes.
 */
public final class VariantChoice {
  /** Nothing that exists is acceptable: 406. */
  public static final int NONE = -1;

  private VariantChoice() {}

  /**
   * Index of the best.
   *
   * @param smallestFirst the codings that exist, smallest first; null stands for identity
   */
  public static int choose(AcceptEncoding accepted, Encoding[] smallestFirst) {
    int best = NONE;
    int bestWeight = 0;
    for (int i = 0; i < smallestFirst.length; i++) {
      int weight = accepted.weight(smallestFirst[i]);
      if (weight > bestWeight) {
        best = i;
        bestWeight = weight;
      }
    }
    return best;
  }
}
