package dev.widgetorigin.origin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.StandardHeaders;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoopbackGuardTest {
  private static int status(String listener, String authority) {
    LoopbackGuard guard =
        new LoopbackGuard(
            listener,
            List.of("control.example"),
            (request, responder) ->
                responder.send(
                    new Reply(200, StandardHeaders.control().begin().build(), Body.EMPTY)),
            new ProblemReplies(StandardHeaders.control(), OriginConfig.DEFAULTS.cache()));
    AtomicReference<Reply> reply = new AtomicReference<>();
    guard.handle(FakeRequest.of(Method.GET, "/metrics").at(authority), reply::set);
    return reply.get().status();
  }

  @ParameterizedTest(name = "{1} on {0} is {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "127.0.0.1, 127.0.0.1:8081, 200",
        "127.0.0.1, 127.0.0.1, 200",
        "127.0.0.1, 127.8.8.8:1, 200",
        "127.0.0.1, localhost:8081, 200",
        "127.0.0.1, LOCALHOST, 200",
        "127.0.0.1, origin.localhost:8081, 200",
        "127.0.0.1, [::1]:8081, 200",
        "127.0.0.1, -, 200",
        "localhost, localhost:8081, 200",
        "::1, [::1]:8081, 200",
        "127.0.0.1, evil.example, 421",
        "127.0.0.1, evil.example:8081, 421",
        "127.0.0.1, 127.0.0.1.evil.example:8081, 421",
        "127.0.0.1, localhost.evil.example, 421",
        "127.0.0.1, evillocalhost, 421",
        "127.0.0.1, 10.0.0.1:8081, 200",
        "127.0.0.1, [2001:db8::1]:8081, 200",
        "127.0.0.1, control.example, 200",
        "127.0.0.1, CONTROL.example:443, 200",
        "127.0.0.1, other.control.example, 421",
        "127.0.0.1, 10.0.0.1.evil.example, 421",
        "::1, evil.example, 421",
        "0.0.0.0, origin.internal:8081, 200",
        "10.0.0.5, origin.internal:8081, 200",
      })
  void get_byHost_onlyLoopbackNamesOnALoopbackListener(
      String listener, String authority, int status) {
    assertThat(status(listener, authority)).isEqualTo(status);
  }
}
