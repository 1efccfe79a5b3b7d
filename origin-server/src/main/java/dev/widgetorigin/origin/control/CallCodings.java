package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.ContentCodings;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Request;
import java.util.List;
import java.util.Set;

/**
 * {@code Content-Encoding} of a call (RFC 9110 §8.4). Nothing is decoded here, so what comes in a
 * coding that its action does not read is refused with 415 and the codings that it does read
 * (§15.5.16), before the content has come.
 */
final class CallCodings {
  private static final String GZIP = "gzip";

  /** §8.4.1.3: an old name of it. */
  private static final String X_GZIP = "x-gzip";

  private CallCodings() {}

  /** Null where the route reads what comes. */
  static ApiAnswer refusal(Request request, ApiRoute route) {
    if (route.content() == ApiRoute.LOOKING) {
      return null;
    }
    return route.gzip() ? refusalButOfGzip(request) : answer(ContentCodings.refusal(request), "");
  }

  private static ApiAnswer refusalButOfGzip(Request request) {
    List<String> codings = ContentCodings.of(request);
    boolean read =
        codings.isEmpty() || (codings.size() == 1 && Set.of(GZIP, X_GZIP).containsAll(codings));
    String detail = "Expected content as it is or in gzip (Content-Encoding), found '%s'.";
    return answer(read ? null : ContentCodings.refusal(request, detail), GZIP + ", ");
  }

  private static ApiAnswer answer(Problem problem, String more) {
    return problem == null
        ? null
        : ApiAnswer.refused(problem).with("Accept-Encoding", more + ContentCodings.IDENTITY);
  }
}
