package dev.widgetorigin.origin.console.call;

import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import dev.widgetorigin.origin.web.text.Json;
import io.netty.buffer.ByteBufInputStream;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The control API, called inside this process for somebody who is signed in: the same rows, gate
 * and audit lines as over the wire. Blocks.
 */
public final class Api {
  private final BiFunction<Request, Principal, ApiAnswer> control;

  public Api(BiFunction<Request, Principal, ApiAnswer> control) {
    this.control = control;
  }

  /** Throws ProblemException where it is refused. */
  public Doc get(Request outer, Principal who, String target) {
    return call(outer, who, Method.GET, target, null);
  }

  /**
   * Throws ProblemException where it is refused.
   *
   * @param target a path, and perhaps a query, in full
   * @param body what JSON is made of; null for none
   */
  public Doc call(Request outer, Principal who, Method method, String target, Object body) {
    int mark = target.indexOf('?');
    RequestBody content =
        body == null
            ? RequestBody.EMPTY
            : InnerRequest.content(Json.MAPPER.writeValueAsBytes(body));
    Request inner =
        new InnerRequest(
            outer,
            method,
            mark < 0 ? target : target.substring(0, mark),
            mark < 0 ? null : target.substring(mark + 1),
            Map.of("content-type", "application/json"),
            content);
    ApiAnswer answer = control.apply(inner, who);
    Body sent = answer.body();
    try {
      if (answer.problem() != null) {
        throw new ProblemException(answer.problem());
      }
      return sent instanceof Body.Memory memory
          ? new Doc(Json.MAPPER.readTree(new ByteBufInputStream(memory.bytes().duplicate())))
          : Doc.NOTHING;
    } finally {
      sent.release();
    }
  }
}
