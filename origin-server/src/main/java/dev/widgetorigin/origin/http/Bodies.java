package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.web.Body;
import java.util.Collection;

/** Bodies as the writers send them. */
final class Bodies {
  private Bodies() {}

  /** Adds the parts that have content, in order; lets go of the others. */
  static void flatten(Body body, Collection<Body> into) {
    if (body instanceof Body.Sequence sequence) {
      for (Body part : sequence.parts()) {
        flatten(part, into);
      }
    } else if (body.length() > 0) {
      into.add(body);
    } else {
      body.release();
    }
  }
}
