package dev.widgetorigin.origin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoutesTest {
  private final List<String> answered = new ArrayList<>();

  private final Routes routes =
      Routes.table()
          .exact("/health", named("health"))
          .exact("/-/outcome", named("outcome"))
          .prefix("/-/loader/", named("loader"))
          .prefix("/-/", named("reserved"))
          .otherwise(named("assets"));

  private Handler named(String name) {
    return (request, responder) -> answered.add(name);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /health, health",
    "HEAD, /health, health",
    "GET, /health/, assets",
    "POST, /-/outcome, outcome",
    "GET, /-/outcome, outcome",
    "GET, /-/loader/w.js, loader",
    "GET, /-/loader, reserved",
    "GET, /w/v1/x.js, assets",
    "OPTIONS, *, assets",
  })
  void handle_firstRowThatFits(Method method, String path, String expected) {
    routes.handle(FakeRequest.of(method, path), reply -> {});

    assertThat(answered).containsExactly(expected);
  }
}
