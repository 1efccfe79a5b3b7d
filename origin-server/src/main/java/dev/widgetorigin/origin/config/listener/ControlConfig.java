package dev.widgetorigin.origin.config.listener;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.PublicUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The private listener.
 *
 * @param host the address it listens on
 * @param port 0 picks a free one
 * @param publicUrl where its clients reach it, through whatever proxy; null where nobody said: what
 *     absolute URLs are made of goes by a trusted proxy's fields then, or by the request
 * @param hosts names by which it is reached, beside those of {@code host} and {@code publicUrl}
 * @param trustedProxies addresses or CIDR blocks whose {@code X-Forwarded-*} fields are believed
 * @param http2 whether HTTP/2 is spoken; HTTP/1.1 always is
 */
public record ControlConfig(
    String host,
    int port,
    PublicUrl publicUrl,
    List<String> hosts,
    List<String> trustedProxies,
    boolean http2) {
  private static final Predicate<String> HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})").asMatchPredicate();

  public ControlConfig {
    new Checks()
        .text("host", host)
        .port("port", port)
        .that(
            publicUrl == null || publicUrl.trustworthy(),
            "publicUrl",
            "an https URL (http only for localhost): tokens are sent to it",
            publicUrl)
        .that(
            hosts.stream().allMatch(HOST),
            "hosts",
            "names without a port, e.g. origin.example.com",
            hosts)
        .trustedProxies(trustedProxies)
        .done();
  }

  /** Every name by which clients may reach it, beside {@code host}. */
  public List<String> names() {
    List<String> names = new ArrayList<>(hosts);
    if (publicUrl != null) {
      names.add(publicUrl.authority().replaceFirst(":\\d+$", ""));
    }
    return names;
  }

  /** Address and port alone. */
  public ListenerConfig listener() {
    return new ListenerConfig(host, port);
  }
}
