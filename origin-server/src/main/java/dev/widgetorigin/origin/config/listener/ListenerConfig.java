package dev.widgetorigin.origin.config.listener;

import dev.widgetorigin.origin.config.value.Checks;

/** Where a listener listens; port 0 picks a free one. */
public record ListenerConfig(String host, int port) {
  public ListenerConfig {
    new Checks().text("host", host).port("port", port).done();
  }
}
