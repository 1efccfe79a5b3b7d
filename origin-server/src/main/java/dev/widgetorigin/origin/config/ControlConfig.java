package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.PublicUrl;
import java.util.List;

/**
 * The private listener.
 *
 * @param host the address it listens on
 * @param port 0 picks a free one
 * @param publicUrl where its clients reach it, through whatever proxy; null where nobody said: what
 *     absolute URLs are made of goes by a trusted proxy's fields then, or by the request
 * @param trustedProxies addresses or CIDR blocks whose {@code X-Forwarded-*} fields are believed
 * @param http2 whether HTTP/2 is spoken; HTTP/1.1 always is
 */
public record ControlConfig(
    String host, int port, PublicUrl publicUrl, List<String> trustedProxies, boolean http2) {
  public ControlConfig {
    new Checks()
        .text("host", host)
        .port("port", port)
        .that(
            publicUrl == null || publicUrl.trustworthy(),
            "publicUrl",
            "an https URL (http only for localhost): tokens are sent to it",
            publicUrl)
        .addresses("trustedProxies", trustedProxies)
        .done();
  }

  /** Address and port alone. */
  public ListenerConfig listener() {
    return new ListenerConfig(host, port);
  }
}
