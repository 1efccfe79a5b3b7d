package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.CorsPolicy;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;

/**
 * A URL whose file is to be asked for at another: 302 where the selector is an alias, 308 by exact
 * version. It has no content, hence no preconditions and no ranges (RFC 9110 §13.2.1).
 */
record Moved(ResolvedTarget target, CorsPolicy cors, Reply reply) implements Prepared {
  void send(Request request, Responder responder) {
    responder.send(cors.varies() ? withOrigin(request) : reply);
  }

  private Reply withOrigin(Request request) {
    HeaderBlock.Builder headers = reply.headers().toBuilder();
    cors.addOrigin(headers, request.header("origin"));
    return new Reply(reply.status(), headers.build(), reply.body());
  }

  @Override
  public int weight() {
    return HeadWeight.of(reply.headers());
  }
}
