package dev.widgetorigin.origin.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls skip the command line's parser; all others must reach it. */
final class ServingTest {
  private static Serving plain(String line) {
    return Serving.plain(null, line.isEmpty() ? new String[0] : line.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "serve --config a.yaml",
        "serve --set delivery.port=0",
        "serve --set delivery.port=0 --config a.yaml --set store.path=/tmp/a=b"
      })
  void plain_settingsOnly_isReadWithoutTheParser(String line) {
    assertThat(plain(line)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "list",
        "serve --help",
        "serve --set",
        "serve --set delivery.port",
        "serve --set =0",
        "serve --set=delivery.port=0",
        "serve --config a.yaml --config b.yaml",
        "serve --config --set",
        "serve --config @file",
        "serve --set @file=1",
        "serve --port 1",
        "serve a b"
      })
  void plain_anythingElse_isLeftToTheParser(String line) {
    assertThat(plain(line)).isNull();
  }
}
