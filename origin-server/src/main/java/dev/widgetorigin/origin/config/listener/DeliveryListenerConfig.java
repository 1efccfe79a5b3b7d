package dev.widgetorigin.origin.config.listener;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.PublicUrl;
import java.util.List;

/**
 * The public listener.
 *
 * @param host the address it listens on
 * @param port 0 picks a free one
 * @param publicUrl where browsers reach it, through whatever CDN or proxy; null where nobody said:
 *     answers that name the origin then go by the request's host, and no shared cache may keep them
 * @param trustedProxies addresses or CIDR blocks whose {@code X-Forwarded-For} names the browser's
 *     address
 * @param http2 whether HTTP/2 is spoken; HTTP/1.1 always is
 */
public record DeliveryListenerConfig(
    String host, int port, PublicUrl publicUrl, List<String> trustedProxies, boolean http2) {
  public DeliveryListenerConfig {
    new Checks()
        .text("host", host)
        .port("port", port)
        .that(
            publicUrl == null || publicUrl.trustworthy(),
            "publicUrl",
            "an https URL (http only for localhost)",
            publicUrl)
        .trustedProxies(trustedProxies)
        .done();
  }

  /** Address and port alone. */
  public ListenerConfig listener() {
    return new ListenerConfig(host, port);
  }
}
