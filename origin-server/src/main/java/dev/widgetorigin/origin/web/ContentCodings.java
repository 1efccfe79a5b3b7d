package dev.widgetorigin.origin.web;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code Content-Encoding} of what a client sends (RFC 9110 §8.4). The listener decodes nothing, so
 * whoever reads content has to look at its codings first: compressed content must not pass for the
 * text that it stands for.
 */
public final class ContentCodings {
  /** What {@code Accept-Encoding} of a refusal says where no coding is read (§15.5.16). */
  public static final String IDENTITY = "identity";

  private ContentCodings() {}

  /** In lower case, as they were applied; empty where the content comes as it is. */
  public static List<String> of(Request request) {
    String field = request.header("content-encoding");
    return field == null
        ? List.of()
        : Stream.of(field.split(",", -1))
            .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
            .filter(coding -> !coding.isEmpty() && !coding.equals(IDENTITY))
            .toList();
  }

  /** The 415 of a reader that decodes nothing either; null where it can read what comes. */
  public static Problem refusal(Request request) {
    return of(request).isEmpty()
        ? null
        : refusal(request, "Expected content as it is, without Content-Encoding, found '%s'.");
  }

  /**
   * @param detail with a place for what was found
   */
  public static Problem refusal(Request request, String detail) {
    return Problem.of(
        415, "Unsupported content coding", detail.formatted(request.header("content-encoding")));
  }
}
