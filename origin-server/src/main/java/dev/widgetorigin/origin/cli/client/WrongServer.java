package dev.widgetorigin.origin.cli.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Tells by an answer, or by the way a connection failed, that {@code --server} names something else
 * than a control listener, and says what it is and what to do.
 */
final class WrongServer {
  private static final Pattern TITLE =
      Pattern.compile("<title>\\s*([^<]{1,80}?)\\s*</title>", Pattern.CASE_INSENSITIVE);

  /** What people copy from a browser or from a document: the console, /health, the API. */
  private static final Pattern BELOW_ORIGIN = Pattern.compile("(.*?)/(?:-/.*|health|metrics)");

  private static final String NO_SUCH_PATH =
      "There is nothing at this path of the control listener";

  private static final String NAME_ANOTHER = "name another with --server or WIDGET_ORIGIN_SERVER";
  private static final String CONTROL =
      "Name the control listener with --server or WIDGET_ORIGIN_SERVER; its port is 8081 unless"
          + " control.port says otherwise";

  private WrongServer() {}

  /** What the answer shows to be wrong; null where it may be an answer of the control API. */
  static String byAnswer(URI base, HttpResponse<String> response) {
    int status = response.statusCode();
    HttpHeaders headers = response.headers();
    String body = response.body().stripLeading();
    if (isDelivery(headers)) {
      return delivery(base);
    }
    String address = byAddress(base, status, body);
    if (address != null) {
      return address;
    }
    if (status / 100 == 3) {
      return base
          + " redirects to "
          + headers.firstValue("location").orElse("an address that it does not name")
          + ". The command line follows no redirect, for it would send its token along; name that"
          + " address with --server where you trust it";
    }
    boolean json = headers.firstValue("content-type").orElse("").contains("json");
    if (json && !body.isEmpty()) {
      // Some other API's: read as ours, it would be a list of nothing.
      return isControl(headers) ? null : other(base, status);
    }
    if (body.isEmpty() && status == 204) {
      return null;
    }
    return body.startsWith("<") ? byPage(base, status, body) : other(base, status);
  }

  /** What the path of the address has to do with it; null where it has nothing. */
  private static String byAddress(URI base, int status, String body) {
    if (status == 404 || status / 100 == 3) {
      Matcher below = BELOW_ORIGIN.matcher(base.toString());
      if (below.matches()) {
        return base
            + " is a page of the origin, not the origin itself: leave out what follows the host and"
            + " port: --server "
            + below.group(1);
      }
    }
    String path = base.getRawPath();
    if (status == 404 && !path.isEmpty() && body.contains(NO_SUCH_PATH)) {
      return base
          + " answered that there is nothing at this path: the control listener has no "
          + path
          + ". Leave it out: --server "
          + base.toString().substring(0, base.toString().length() - path.length());
    }
    return null;
  }

  static String delivery(URI base) {
    return base + " is the delivery listener: it serves files and takes no changes. " + CONTROL;
  }

  private static String byPage(URI base, int status, String body) {
    if (body.contains("plain HTTP request was sent to HTTPS port")) {
      return base + " speaks TLS: say https:// instead of http://";
    }
    String what =
        "something in front of the origin answered with a web page ("
            + status
            + title(body)
            + ") at "
            + base;
    return switch (status) {
      case 413 ->
          what
              + ": it takes no bundle of this size. Raise its limit (nginx: client_max_body_size);"
              + " deploy/nginx-control.conf has all that is needed";
      case 502, 503, 504 ->
          what
              + ": the origin behind it does not answer, or not in time. Look whether it runs, and"
              + " at the proxy's time-outs";
      case 401, 403 -> what + ": it wants another sign-in than a token. " + CONTROL;
      default -> what + ", which is not widget-origin's control API. " + CONTROL;
    };
  }

  /** It is no answer of the control API, and nothing tells what it is. */
  static String other(URI base, int status) {
    return base
        + " answered "
        + status
        + ", but not as widget-origin's control API does. "
        + CONTROL;
  }

  private static String title(String body) {
    Matcher title = TITLE.matcher(body);
    return title.find() ? ", \"" + title.group(1) + "\"" : "";
  }

  /** Only public files may be embedded anywhere. */
  static boolean isDelivery(HttpHeaders headers) {
    return headers.firstValue("cross-origin-resource-policy").orElse("").equals("cross-origin")
        && headers.firstValue("timing-allow-origin").isPresent();
  }

  /** The first is on every answer of a control listener; a proxy may put its own name over it. */
  static boolean isControl(HttpHeaders headers) {
    return headers.firstValue("server").orElse("").equals("widget-origin")
        || headers.firstValue("cross-origin-resource-policy").orElse("").equals("same-origin");
  }

  /** Why no answer came. */
  static String byFailure(URI base, IOException failure) {
    if (failure instanceof HttpTimeoutException && !isConnect(failure)) {
      return base + " did not answer in time; look at its /health, then try again";
    }
    if (failure instanceof LimitedBody.TooLong tooLong) {
      return tooLong(base, tooLong);
    }
    if (has(failure, UnresolvedAddressException.class)) {
      return "there is no host " + base.getHost() + "; check --server and WIDGET_ORIGIN_SERVER";
    }
    if (has(failure, ConnectException.class)) {
      return "nothing answers at "
          + base
          + ": start an origin with 'widget-origin serve', or "
          + NAME_ANOTHER;
    }
    if (has(failure, SSLException.class)) {
      return byTls(base, words(failure));
    }
    String words = words(failure);
    if (words.contains("no bytes") || words.contains("status line") || words.contains("eof")) {
      return base
          + " ended the connection without an answer that is HTTP."
          + (base.getScheme().equals("http") ? " If it speaks TLS, say https://." : "")
          + " Otherwise look at its log, then try again";
    }
    return "the connection to " + base + " broke: " + failure.getMessage() + "; try again";
  }

  private static String tooLong(URI base, LimitedBody.TooLong failure) {
    if (!failure.ofOrigin()) {
      return base
          + " answered with more than the control API ever does: "
          + failure.getMessage()
          + ". "
          + CONTROL;
    }
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    return base
        + " answered with more than this command has memory for: "
        + failure.getMessage()
        + ", and the heap has "
        + heap
        + " MiB. Give it more: WIDGET_ORIGIN_JAVA_OPTS=-Xmx"
        + 2 * heap
        + "m";
  }

  private static String byTls(URI base, String words) {
    if (words.contains("unrecognized ssl message") || words.contains("plaintext")) {
      return base
          + " does not speak TLS: say http:// instead of https://, or name the proxy that adds TLS"
          + " (the control listener itself has none)";
    }
    if (words.contains("certification path") || words.contains("pkix")) {
      return "the certificate of "
          + base
          + " is of nobody whom Java trusts. For a CA of your own, put it into a trust store and"
          + " name that: WIDGET_ORIGIN_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE";
    }
    if (words.contains("subject alternative") || words.contains("no name matching")) {
      return "the certificate that "
          + base
          + " shows is for another name than "
          + base.getHost()
          + "; name the server as its certificate does";
    }
    if (words.contains("expired") || words.contains("notafter")) {
      return "the certificate of " + base + " has expired; renew it where TLS ends";
    }
    return base + " and this Java find no way to speak TLS: " + words;
  }

  /** Whether not even a connection came about. */
  static boolean isConnect(IOException failure) {
    return failure instanceof ConnectException || failure.getCause() instanceof ConnectException;
  }

  static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return true;
      }
    }
    return false;
  }

  static String words(Throwable failure) {
    StringBuilder words = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      words.append(each.getMessage()).append(' ');
    }
    return words.toString().strip().toLowerCase(Locale.ROOT);
  }
}
