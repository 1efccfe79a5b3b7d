package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;

/**
 * A URL whose file is to be asked for at another: 302 where the selector is an alias, 308 by exact
 * version. It has no content, hence no preconditions and no ranges (RFC 9110 §13.2.1).
 */
public record Redirect(ResolvedTarget target, CorsPolicy cors, Reply reply) implements Resource {
  /** The answer to this request. */
  public Reply replyTo(Request request) {
    if (!cors.varies()) {
      return reply;
    }
    HeaderBlock.Builder headers = reply.headers().toBuilder();
    cors.addOrigin(headers, request.header("origin"));
    return new Reply(reply.status(), headers.build(), reply.body());
  }

  @Override
  public int weight() {
    return HeadWeight.of(reply.headers());
  }
}
