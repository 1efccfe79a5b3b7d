package dev.widgetorigin.origin.config.listener;

import dev.widgetorigin.origin.config.value.Checks;

/**
 * Where a listener listens; port 0 picks a free one.
 *
 * @param host a name or an address; one of IPv6 without the brackets that URLs put around it
 */
public record ListenerConfig(String host, int port) {
  public ListenerConfig {
    new Checks().text("host", host).port("port", port).done();
    host = withoutBrackets(host);
  }

  private static String withoutBrackets(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0;
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }
}
