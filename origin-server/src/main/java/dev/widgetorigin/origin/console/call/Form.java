package dev.widgetorigin.origin.console.call;

import dev.widgetorigin.origin.web.ContentCodings;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a form or of a query ({@code application/x-www-form-urlencoded}). */
public record Form(Map<String, String> fields) {
  /** The most octets of a form. */
  public static final int MOST = 32 * 1024;

  /** Throws ProblemException for what is no form. */
  public static Form sent(Request request) {
    String type = request.header("content-type");
    if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
      throw ProblemException.of(415, "Not a form", "Expected a form of this console.");
    }
    Problem coded = ContentCodings.refusal(request);
    if (coded != null) {
      throw new ProblemException(coded);
    }
    try (InputStream in = request.body().open()) {
      return parse(new String(in.readNBytes(MOST), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code text} is null for none. */
  public static Form parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      fields.putIfAbsent(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return new Form(fields);
  }

  private static String decode(String text) {
    String decoded = PercentEncoding.decode(text.replace("+", "%20"));
    if (decoded == null) {
      throw ProblemException.of(400, "Malformed form", "Expected percent-encoded UTF-8.");
    }
    return decoded;
  }

  /** Without white space at either end; empty where it is not there. */
  public String text(String name) {
    return fields.getOrDefault(name, "").strip();
  }
}
