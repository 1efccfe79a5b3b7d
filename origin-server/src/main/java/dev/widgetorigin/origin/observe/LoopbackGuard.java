package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps pages of other sites from a listener on a loopback address: a page may point its own name
 * at 127.0.0.1 (DNS rebinding), and its browser then lets it read the answers. Such a request has
 * the page's name in {@code Host}; it is answered with 421.
 *
 * <p>Lets through addresses, which nobody can rebind, {@code localhost} and names below it, the
 * configured names, and requests without a host (HTTP/1.0), which no browser sends. On any other
 * listener everything goes through, for nobody knows by which names it is reached. Thread-safe.
 */
public final class LoopbackGuard implements Handler {
  private static final Pattern PLAIN =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]|(.+\\.)?localhost\\.?");
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Problem FOREIGN =
      Problem.of(
          421,
          "Misdirected request",
          "This listener is on a loopback address and answers by loopback names and addresses, by"
              + " the host of control.public-url, and by the names in control.hosts.");

  private final Set<String> names;
  private final boolean guarded;
  private final Handler guardedHandler;
  private final ProblemReplies problems;

  /**
   * @param host as configured for the listener
   * @param names by which it is reached, too
   */
  public LoopbackGuard(
      String host, Collection<String> names, Handler guardedHandler, ProblemReplies problems) {
    this.names =
        Stream.concat(Stream.of(host), names.stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
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
    if (isForeign(request)) {
      responder.send(problems.reply(FOREIGN, request));
    } else {
      guardedHandler.handle(request, responder);
    }
  }

  @Override
  public Admission admit(Request request) {
    return isForeign(request)
        ? new Admission.Refused(problems.reply(FOREIGN, request))
        : guardedHandler.admit(request);
  }

  private boolean isForeign(Request request) {
    String authority = request.authority();
    if (!guarded || authority == null || authority.isEmpty()) {
      return false;
    }
    String name = PORT.matcher(authority).replaceFirst("").toLowerCase(Locale.ROOT);
    return !names.contains(name) && !PLAIN.matcher(name).matches();
  }
}
