package dev.widgetorigin.origin.console;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.web.Request;

/**
 * Whether a form was sent by a page of this very origin, as far as the browser tells. The form's
 * token tells it again: either is enough against a page of another site.
 */
final class SameOrigin {
  private SameOrigin() {}

  static boolean sent(Request request, PublicUrl own) {
    String site = request.header("sec-fetch-site");
    if (site != null && !site.equals("same-origin")) {
      return false;
    }
    String origin = request.header("origin");
    return origin == null
        || origin.equalsIgnoreCase(own.scheme() + "://" + own.authority())
        || origin.equalsIgnoreCase("http://" + request.authority());
  }

  /**
   * Whether a link of another site led here: then the browser kept the cookie back, and sends it
   * with the next request, which this origin's page makes.
   */
  static boolean followedFromElsewhere(Request request) {
    String site = request.header("sec-fetch-site");
    return site != null
        && (site.equals("cross-site") || site.equals("same-site"))
        && "document".equals(request.header("sec-fetch-dest"));
  }
}
