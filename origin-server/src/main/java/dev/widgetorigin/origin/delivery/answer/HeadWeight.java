package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.web.head.HeaderBlock;

/** What prepared heads take of the memory: an estimate. */
final class HeadWeight {
  /** Fields, objects and strings of one prepared answer besides the text of its heads. */
  private static final int OVERHEAD = 1024;

  private HeadWeight() {}

  /** Bytes of heads as kept here and as the listener encodes them. */
  static int of(HeaderBlock... heads) {
    int weight = OVERHEAD;
    for (HeaderBlock head : heads) {
      for (int i = 0; i < head.size(); i++) {
        weight += 4 * (head.name(i).length() + head.value(i).length() + 24);
      }
    }
    return weight;
  }
}
