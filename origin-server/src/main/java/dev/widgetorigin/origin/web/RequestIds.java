package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.web.head.HeaderBlock;

/**
 * The id that a client or a proxy gave a request, {@code X-Request-Id: 5f2b-17}, so that its log
 * and ours can be read together.
 *
 * <p>An id is 1 to {@value #LONGEST} letters, digits, {@code .}, {@code _} and {@code -}; any other
 * is ignored. It is repeated in the answer, but not where a shared cache may keep that: everybody
 * would get the id of whoever came first.
 */
public final class RequestIds {
  private static final int LONGEST = 64;
  private static final String FIELD = "X-Request-Id";
  private static final String ASKED = "x-request-id";

  private RequestIds() {}

  /** The request's id; null where it has none. */
  public static String of(Request request) {
    String given = request.header(ASKED);
    return given != null && valid(given) ? given : null;
  }

  private static boolean valid(String text) {
    boolean valid = !text.isEmpty() && text.length() <= LONGEST;
    for (int i = 0; i < text.length() && valid; i++) {
      char c = text.charAt(i);
      valid =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-';
    }
    return valid;
  }

  /** The same reply, with the request's id where that is right. */
  public static Reply echo(Request request, Reply reply) {
    String id = of(request);
    if (id == null || mayBeShared(reply.headers())) {
      return reply;
    }
    HeaderBlock headers = reply.headers().toBuilder().set(FIELD, id).build();
    return new Reply(reply.status(), headers, reply.body());
  }

  private static boolean mayBeShared(HeaderBlock headers) {
    String control = headers.get("Cache-Control");
    return control == null || !(control.contains("no-store") || control.contains("private"));
  }
}
