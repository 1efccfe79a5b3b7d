package dev.widgetorigin.origin.delivery.negotiate;

import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.EntityTags;
import dev.widgetorigin.store.manifest.Encoding;

/** What other handlers of the delivery listener need of content negotiation and preconditions. */
public final class Negotiation {
  /** Nothing that exists is acceptable: 406. */
  public static final int NONE = VariantChoice.NONE;

  private Negotiation() {}

  /**
   * Index of the best coding for Accept-Encoding (RFC 9110 §12.5.3).
   *
   * @param smallestFirst the codings that exist, smallest first; null stands for identity
   */
  public static int choose(Request request, Encoding[] smallestFirst) {
    return VariantChoice.choose(
        AcceptEncoding.of(request.header("accept-encoding")), smallestFirst);
  }

  /**
   * 200, 304 or 412 of a resource that has entity tags and no dates (RFC 9110 §13.2.2).
   *
   * @param etag strong, with its quotes
   */
  public static int status(Request request, String etag) {
    String ifMatch = request.header("if-match");
    if (ifMatch != null && !EntityTags.matches(ifMatch, etag, false)) {
      return 412;
    }
    String ifNoneMatch = request.header("if-none-match");
    return ifNoneMatch != null && EntityTags.matches(ifNoneMatch, etag, true) ? 304 : 200;
  }
}
