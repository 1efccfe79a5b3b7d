package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.EntityTags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Makes replies of answers: header fields, HEAD, and the form of problems. Thread-safe. */
public final class ControlReplies {
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final String RETRY_AFTER = "Retry-After";

  private final StandardHeaders standard;
  private final ProblemForm form;

  public ControlReplies(StandardHeaders standard, ProblemForm form) {
    this.standard = standard;
    this.form = form;
  }

  ProblemForm form() {
    return form;
  }

  Reply render(Request request, ApiAnswer answer) {
    Map<String, String> own = answer.headers();
    Body body = answer.body();
    String type = own.getOrDefault("Content-Type", "");
    if (answer.problem() != null) {
      type = form.contentType();
      ByteBuf text =
          Unpooled.wrappedBuffer(
              (form.render(answer.problem()) + "\n").getBytes(StandardCharsets.UTF_8));
      body = new Body.Memory(text);
    }
    int status = answer.status();
    if (status == 200 && unchanged(request, own.get("ETag"))) {
      status = 304;
    }
    HeaderBlock.Builder headers = standard.begin();
    headers.add("Cache-Control", own.getOrDefault("Cache-Control", "no-store"));
    if (status == SERVICE_UNAVAILABLE && !own.containsKey(RETRY_AFTER)) {
      headers.add(RETRY_AFTER, "5");
    }
    own.forEach(
        (name, value) -> {
          if (!name.equals("Content-Type") && !name.equals("Cache-Control")) {
            headers.add(name, value);
          }
        });
    boolean bodiless = WITHOUT_BODY.contains(status);
    if (!bodiless) {
      headers.add("Content-Type", type).add("Content-Length", Long.toString(body.length()));
    }
    if (bodiless || request.method() == Method.HEAD) {
      body.release();
      body = Body.EMPTY;
    }
    return new Reply(status, headers.build(), body);
  }

  /** Weak comparison (RFC 9110 §13.1.2). */
  private static boolean unchanged(Request request, String etag) {
    String known = request.header("if-none-match");
    boolean reads = request.method() == Method.GET || request.method() == Method.HEAD;
    return reads && etag != null && known != null && EntityTags.matches(known, etag, true);
  }
}
