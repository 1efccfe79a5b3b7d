package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;

/** One request under way off the hot path. {@code attempt} counts versions found unreadable. */
record Exchange(Request request, Responder responder, boolean meta, int attempt) {
  boolean head() {
    return request.method() == Method.HEAD;
  }

  /** The same with another responder. */
  Exchange to(Responder other) {
    return new Exchange(request, other, meta, attempt);
  }

  Exchange again() {
    return new Exchange(request, responder, meta, attempt + 1);
  }
}
