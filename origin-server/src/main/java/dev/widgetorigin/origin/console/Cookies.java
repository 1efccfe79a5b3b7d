package dev.widgetorigin.origin.console;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.console.session.Sessions;
import dev.widgetorigin.origin.web.Request;

/**
 * The one cookie. Its name is another for each origin, since browsers do not tell ports of a host
 * apart.
 */
final class Cookies {
  private static final String NAME = "widget-origin-";

  private Cookies() {}

  /** The cookie's value; null where there is none. */
  static String read(Request request, Sessions sessions) {
    String sent = request.header("cookie");
    String begin = NAME + sessions.fingerprint() + "=";
    // Several fields come joined with commas.
    for (String each : sent == null ? new String[0] : sent.split("[;,]", -1)) {
      if (each.strip().startsWith(begin)) {
        return each.strip().substring(begin.length());
      }
    }
    return null;
  }

  static String set(Sessions sessions, PublicUrl url, String value) {
    return cookie(sessions, url, value, Sessions.LIFE.toSeconds());
  }

  static String delete(Sessions sessions, PublicUrl url) {
    return cookie(sessions, url, "", 0);
  }

  private static String cookie(Sessions sessions, PublicUrl url, String value, long seconds) {
    return NAME
        + sessions.fingerprint()
        + "="
        + value
        + "; Path="
        + url.path()
        + "/-/console; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Strict"
        + (url.scheme().equals("https") ? "; Secure" : "");
  }
}
