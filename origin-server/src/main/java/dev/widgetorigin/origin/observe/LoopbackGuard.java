package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps what needs no token from pages of other sites, where the listener is on a loopback address:
 * a page may point its own name at 127.0.0.1 (DNS rebinding), and its browser then lets it read the
 * answers. Such a request has the page's name in {@code Host}; it is answered with 421.
 *
 * <p>Lets through loopback addresses, {@code localhost} and names below it, the configured host,
 * and requests without a host (HTTP/1.0), which no browser sends. On any other listener everything
 * goes through, for nobody knows by which names it is reached. Thread-safe.
 */
public final class LoopbackGuard implements Handler {
  private static final Pattern LOOPBACK =
      Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]|(.+\\.)?localhost\\.?");
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Problem FOREIGN =
      Problem.of(
          421,
          "Misdirected request",
          "This listener is on a loopback address and answers here by loopback names only; a proxy"
              + " in front should send Host: localhost.");

  private final String host;
  private final boolean guarded;
  private final Handler guardedHandler;
  private final ProblemReplies problems;

  /**
   * @param host as configured for the listener
   */
  public LoopbackGuard(String host, Handler guardedHandler, ProblemReplies problems) {
    this.host = host.toLowerCase(Locale.ROOT);
    this.guarded = isLoopback(host);
    this.guardedHandler = guardedHandler;
    this.problems = problems;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public void handle(Request request, Responder responder) {
    if (guarded && isForeign(request.authority())) {
      responder.send(problems.reply(FOREIGN, request));
    } else {
      guardedHandler.handle(request, responder);
    }
  }

  private boolean isForeign(String authority) {
    if (authority == null || authority.isEmpty()) {
      return false;
    }
    String name = PORT.matcher(authority).replaceFirst("").toLowerCase(Locale.ROOT);
    return !name.equals(host) && !LOOPBACK.matcher(name).matches();
  }
}
