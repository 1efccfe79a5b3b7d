package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Request;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code Content-Encoding} of a call (RFC 9110 §8.4). Nothing is decoded here, so what comes in a
 * coding that its action does not read is refused with 415 and the codings that it does read
 * (§15.5.16), before the content has come.
 */
final class ContentCoding {
  private static final String IDENTITY = "identity";
  private static final String GZIP = "gzip";

  /** §8.4.1.3: an old name of it. */
  private static final String X_GZIP = "x-gzip";

  private ContentCoding() {}

  /** Null where the route reads what comes. */
  static ApiAnswer refusal(Request request, ApiRoute route) {
    String field = request.header("content-encoding");
    if (field == null || route.content() == ApiRoute.LOOKING) {
      return null;
    }
    List<String> codings =
        Stream.of(field.split(",", -1))
            .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
            .filter(coding -> !coding.isEmpty() && !coding.equals(IDENTITY))
            .toList();
    boolean read =
        codings.isEmpty()
            || (route.gzip() && codings.size() == 1 && Set.of(GZIP, X_GZIP).containsAll(codings));
    if (read) {
      return null;
    }
    String detail =
        route.gzip()
            ? "Expected content as it is or in gzip (Content-Encoding), found '%s'."
            : "Expected content as it is, without Content-Encoding, found '%s'.";
    return ApiAnswer.refused(Problem.of(415, "Unsupported content coding", detail.formatted(field)))
        .with("Accept-Encoding", route.gzip() ? GZIP + ", " + IDENTITY : IDENTITY);
  }
}
