package dev.widgetorigin.origin.config.listener;

import dev.widgetorigin.origin.config.value.Checks;

/** Event loops and transport. {@code eventLoops} 0 means one a core. */
public record HttpConfig(int eventLoops, Transport transport, boolean reusePort) {
  public static final HttpConfig DEFAULTS = new HttpConfig(0, Transport.AUTO, false);

  public HttpConfig {
    new Checks().range("eventLoops", eventLoops, 0, 1024).done();
  }

  public enum Transport {
    AUTO,
    IO_URING,
    EPOLL,
    NIO
  }
}
