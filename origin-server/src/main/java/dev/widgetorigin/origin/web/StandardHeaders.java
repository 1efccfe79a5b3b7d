package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;

/**
 * The header fields that every answer of a listener carries, whatever its status.
 *
 * <p>{@code Server} names no version. Delivery answers may be embedded anywhere, so they say {@code
 * Cross-Origin-Resource-Policy: cross-origin} and {@code Timing-Allow-Origin: *}; control answers
 * belong to one tool and say the opposite. Immutable.
 */
public final class StandardHeaders {
  /** On whatever a widget or a channel that is switched off answers; its value is {@code true}. */
  public static final String SWITCHED_OFF = "X-Widget-Switched-Off";

  private final CorsPolicy cors;
  private final String hsts;
  private final boolean embeddable;

  private StandardHeaders(CorsPolicy cors, String hsts, boolean embeddable) {
    this.cors = cors;
    this.hsts = hsts;
    this.embeddable = embeddable;
  }

  /** Those of the delivery listener. */
  public static StandardHeaders delivery(OriginConfig config) {
    return new StandardHeaders(CorsPolicy.of(config.cors()), hsts(config.tls()), true);
  }

  /** Those of the control listener: no other origin reads its answers. */
  public static StandardHeaders control() {
    return new StandardHeaders(CorsPolicy.CLOSED, null, false);
  }

  /** The policy of answers that belong to no widget. */
  public CorsPolicy cors() {
    return cors;
  }

  /** Begins an answer that belongs to no widget. */
  public HeaderBlock.Builder begin() {
    return begin(cors);
  }

  /** Begins an answer with a widget's own CORS policy. */
  public HeaderBlock.Builder begin(CorsPolicy policy) {
    HeaderBlock.Builder headers = HeaderBlock.builder();
    headers.add("Server", "widget-origin");
    headers.add("X-Content-Type-Options", "nosniff");
    if (embeddable) {
      headers.add("Cross-Origin-Resource-Policy", "cross-origin");
      headers.add("Timing-Allow-Origin", "*");
    } else {
      headers.add("Cross-Origin-Resource-Policy", "same-origin");
      headers.add("X-Frame-Options", "DENY");
      headers.add("Referrer-Policy", "no-referrer");
    }
    if (hsts != null) {
      headers.add("Strict-Transport-Security", hsts);
    }
    policy.addCommon(headers);
    return headers;
  }

  /** The answer to OPTIONS: 204, with the preflight fields where the origin is allowed. */
  public Reply preflight(CorsPolicy policy, String origin) {
    HeaderBlock.Builder headers = begin(policy);
    policy.addOrigin(headers, origin);
    policy.addPreflight(headers, origin);
    headers.add("Allow", "GET, HEAD, OPTIONS");
    headers.add("Cache-Control", "no-store");
    return new Reply(204, headers.build(), Body.EMPTY);
  }

  private static String hsts(TlsConfig tls) {
    return tls.enabled() && !tls.hstsMaxAge().isZero()
        ? "max-age=" + tls.hstsMaxAge().toSeconds()
        : null;
  }
}
