package dev.widgetorigin.origin.http.listener;

import dev.widgetorigin.origin.config.listener.ListenerConfig;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** Says why a listener cannot listen, by which setting, and what can be done. */
public final class BindFailure {
  private BindFailure() {}

  /**
   * {@code cannot listen on 0.0.0.0:8080 (delivery.port, WIDGET_ORIGIN_DELIVERY_PORT): process 4711
   * (nginx) has the port. Stop it, or choose another port}.
   *
   * @param name of the listener and of its group of settings: {@code delivery} or {@code control}
   */
  public static String message(String name, ListenerConfig listener, Throwable cause) {
    String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    boolean address =
        said.contains("cannot assign")
            || said.contains("can't assign")
            || said.contains("unresolved")
            || said.contains("not known")
            || cause instanceof UnresolvedAddressException
            || cause instanceof UnknownHostException;
    String setting = name + (address ? ".host" : ".port");
    String begin =
        "cannot listen on "
            + show(listener)
            + " ("
            + setting
            + ", WIDGET_ORIGIN_"
            + setting.replace('.', '_').toUpperCase(Locale.ROOT)
            + "): ";
    if (address) {
      return begin
          + "this machine has no such address. Use 127.0.0.1 for this machine alone, 0.0.0.0 for"
          + " every network";
    }
    if (said.contains("in use")) {
      return begin
          + PortHolder.of(listener.port()).orElse("another process")
          + " has the port. Stop it, or choose another port; 0 picks a free one";
    }
    if (said.contains("denied") || said.contains("not permitted")) {
      return begin
          + "this user may not. Ports below "
          + 1024
          + " need a right (CAP_NET_BIND_SERVICE); choose a higher port and put a proxy in front";
    }
    return begin + cause.getMessage();
  }

  private static String show(ListenerConfig listener) {
    String host = listener.host();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + listener.port();
  }
}
