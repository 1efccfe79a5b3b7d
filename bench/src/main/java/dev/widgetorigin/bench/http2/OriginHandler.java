package dev.widgetorigin.bench.http2;

import dev.widgetorigin.origin.config.listener.HttpConfig;
import dev.widgetorigin.origin.config.listener.ListenerConfig;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.listener.EventLoops;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.util.HashMap;
import java.util.Map;

/** The origin's listener with its time-outs, limits and guards, and next to nothing behind it. */
final class OriginHandler implements Handler {
  private static final Reply NOT_FOUND = new Reply(404, HeaderBlock.builder().build(), Body.EMPTY);

  private record Answer(HeaderBlock headers, Answers.Answer from) {}

  private final Map<String, Answer> byPath = new HashMap<>();

  private OriginHandler(Answers answers) {
    answers.each(
        (path, answer) -> {
          HeaderBlock.Builder headers = HeaderBlock.builder();
          for (int i = 0; i < answer.fields.length; i += 2) {
            headers.add(answer.fields[i].toString(), answer.fields[i + 1].toString());
          }
          byPath.put(path, new Answer(headers.build(), answer));
        });
  }

  static void serve(Answers answers, int port, TlsConfig tls) {
    Listener unused =
        Listener.builder("bench", new OriginHandler(answers), OriginHandler::problem)
            .listen(new ListenerConfig("127.0.0.1", port))
            .tls(tls)
            .start(EventLoops.start(HttpConfig.DEFAULTS));
  }

  private static Reply problem(Problem problem) {
    return new Reply(problem.status(), HeaderBlock.builder().build(), Body.EMPTY);
  }

  @Override
  public void handle(Request request, Responder responder) {
    Answer answer = byPath.get(request.path());
    responder.send(
        answer == null
            ? NOT_FOUND
            : new Reply(
                200, answer.headers, new Body.Memory(answer.from.body.retainedDuplicate())));
  }
}
