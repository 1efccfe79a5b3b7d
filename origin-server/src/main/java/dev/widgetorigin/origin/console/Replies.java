package dev.widgetorigin.origin.console;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Replies of the console, with what keeps other sites and injected text out of its pages: nothing
 * but its own two files runs or styles anything, no page may frame it, and no text becomes markup
 * in the browser (Trusted Types).
 */
final class Replies {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private final StandardHeaders standard = StandardHeaders.control();
  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Replies.class.getClassLoader(), Replies.class.getPackageName());

  HeaderBlock.Builder headers() {
    return standard
        .begin()
        // Without a referrer a browser hides where a form comes from, too.
        .set("Referrer-Policy", "same-origin")
        .add("Content-Security-Policy", POLICY)
        .add("Cross-Origin-Opener-Policy", "same-origin");
  }

  /** A page of a template in {@code src/main/jte/page}. */
  Reply page(Request request, int status, String template, Map<String, Object> parameters) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render("page/" + template + ".jte", parameters, output);
    return content(request, status, "text/html; charset=utf-8", output.toByteArray());
  }

  Reply json(Request request, String json) {
    return content(request, 200, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  private Reply content(Request request, int status, String type, byte[] content) {
    HeaderBlock.Builder headers =
        headers()
            .add("Content-Type", type)
            .add("Content-Length", Integer.toString(content.length))
            .add("Cache-Control", "no-store");
    if (status == 429 || status == 503) {
      headers.add("Retry-After", "10");
    }
    boolean head = request.method() == Method.HEAD;
    return new Reply(
        status,
        headers.build(),
        head ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(content)));
  }

  /**
   * To another page, by GET.
   *
   * @param cookie as {@code Set-Cookie} takes it; null for none
   */
  Reply redirect(String url, String cookie) {
    HeaderBlock.Builder headers =
        headers().add("Location", url).add("Content-Length", "0").add("Cache-Control", "no-store");
    if (cookie != null) {
      headers.add("Set-Cookie", cookie);
    }
    return new Reply(303, headers.build(), Body.EMPTY);
  }
}
