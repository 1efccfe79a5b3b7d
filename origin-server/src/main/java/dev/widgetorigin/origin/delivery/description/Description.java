package dev.widgetorigin.origin.delivery.description;

import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.store.manifest.Manifest;
import java.util.List;

/** An answer that tells of a version's files instead of sending one. Thread-safe. */
public interface Description {
  /** The answer where it is at hand; else null. Never blocks. */
  Reply kept(Request request, ResolvedTarget target);

  /**
   * Makes the answer where it is not at hand; takes a while.
   *
   * @param fallback the fallback list that holds for the widget
   */
  Reply answer(Request request, ResolvedTarget target, Manifest manifest, List<String> fallback);
}
