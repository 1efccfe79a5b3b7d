package dev.widgetorigin.origin.cli.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/** Says what a proxy has to do with a call that came to nothing. */
final class ProxyTrouble {
  private static final int SIGN_IN = 407;

  private ProxyTrouble() {}

  /**
   * The message about a call, with the proxy that it went through.
   *
   * @param proxy null where it went through none
   */
  static String told(String message, ProxyRules.Proxy proxy) {
    return proxy == null
        ? message
        : message
            + ". It was asked through the proxy "
            + proxy
            + "; name the server in NO_PROXY to reach it without";
  }

  /** What the status of an answer has to do with the proxy; null where it has nothing. */
  static String byStatus(int status, ProxyRules.Proxy proxy) {
    return proxy == null || status != SIGN_IN ? null : signIn(proxy);
  }

  private static String signIn(ProxyRules.Proxy proxy) {
    return "the proxy "
        + proxy
        + (proxy.authorization() == null
            ? " wants to know who asks: set "
                + proxy.variable()
                + "=http://<user>:<password>@"
                + proxy.host()
                + ":"
                + proxy.port()
            : " does not take the user and the password that its URL has; a special character in"
                + " them must be percent-encoded");
  }

  /** Why no answer came through a proxy. */
  static String byFailure(URI base, ProxyRules.Proxy proxy, IOException failure) {
    if (WrongServer.has(failure, UnresolvedAddressException.class)) {
      return "there is no host " + proxy.host() + ", which is to be the proxy: " + proxy;
    }
    if (WrongServer.has(failure, ConnectException.class)
        || WrongServer.has(failure, HttpTimeoutException.class)) {
      return WrongServer.isConnect(failure)
          ? "the proxy "
              + proxy
              + " does not answer; look whether it runs, or name the server in NO_PROXY to reach it"
              + " without"
          : told(base + " did not answer in time", proxy);
    }
    String words = WrongServer.words(failure);
    if (words.contains("tunnel failed")) {
      return words.contains(Integer.toString(SIGN_IN))
          ? signIn(proxy)
          : told("the proxy makes no connection to " + base + " (" + words + ")", proxy);
    }
    return told(WrongServer.byFailure(base, failure), proxy);
  }
}
