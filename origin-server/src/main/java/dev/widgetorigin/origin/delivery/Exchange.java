package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.async.Deferred;
import java.util.function.Consumer;
import java.util.function.Function;

/** One request under way off the hot path. {@code attempt} counts versions found unreadable. */
record Exchange(Request request, Responder responder, int attempt) {
  void send(Reply reply) {
    responder.send(reply);
  }

  Exchange again() {
    return new Exchange(request, responder, attempt + 1);
  }

  /** Goes on in another thread; whatever happens there, the client gets one answer, in time. */
  void goOn(
      Deferred elsewhere, Function<Deferred.Failure, Reply> instead, Consumer<Exchange> work) {
    elsewhere.run(
        request.clientAddress(), responder, instead, watched -> work.accept(answeredBy(watched)));
  }

  /** The same exchange with a deadline, for work that is on its way elsewhere. */
  Exchange watched(Deferred elsewhere, Function<Deferred.Failure, Reply> instead) {
    return answeredBy(elsewhere.watched(responder, instead));
  }

  private Exchange answeredBy(Responder other) {
    return new Exchange(request, other, attempt);
  }
}
