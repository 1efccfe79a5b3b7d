package dev.widgetorigin.origin.http.exchange;

import dev.widgetorigin.origin.web.Body;
import java.util.Collection;

/** Bodies as the writers send them. */
public final class Bodies {
  private Bodies() {}

  /** Adds the parts that have content, in order; lets go of the others. */
  public static void flatten(Body body, Collection<Body> into) {
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
