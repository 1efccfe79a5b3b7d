package dev.widgetorigin.origin.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An origin that cannot start says all that is wrong with its configuration, and not one thing. */
final class ServeMistakesTest {
  private static final String SECRET = "s3cr3t-0123456789";

  private static final String SETTINGS =
      """
      delivery: {prot: 8080}
      tls: {certificate: FOLDER/none.crt, key: FOLDER/none.key}
      assets: {tag-headers: [Surrogate-Key, Cache-Tag, Edge-Cache-Tag]}
      purge:
        targets:
          - {type: fastly, id: SU1Z0isxPaozGVKXdv0eY, secret: FASTLY_TOKEN}
          - {type: akamai, secret: AKAMAI_EDGERC}
          - {type: cloudfront, id: E1, secret: AWS_KEY}
          - {type: varnish, url: "http://127.0.0.1:9/"}
      notify:
        webhooks:
          - {name: ops, url: "https://ops.example.com/hook", secret: OPS_SECRET}
          - {name: chat, form: slack, secret: SLACK_URL}
          - {name: shop, url: "https://shop.example.com/hook", secret: SHOP_SECRET}
          - {name: good, url: "https://shop.example.com/hook", secret: GOOD_SECRET}
      """;

  @TempDir private Path folder;

  private Path settings() throws IOException {
    return Files.writeString(
        folder.resolve("origin.yaml"), SETTINGS.replace("FOLDER", folder.toString()));
  }

  private Map<String, String> environment() {
    return Map.of(
        "WIDGET_ORIGIN_ADMIN_TOKEN_FILE",
        folder.resolve("admin.txt").toString(),
        "WIDGET_ORIGIN_STORE_PATH",
        folder.resolve("store").toString(),
        "AKAMAI_EDGERC",
        SECRET,
        "AWS_KEY",
        SECRET,
        "SLACK_URL",
        SECRET,
        "SHOP_SECRET_FILE",
        folder.resolve("shop.txt").toString(),
        "GOOD_SECRET",
        "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
  }

  @Test
  void serve_secretsAndFilesMissing_tellsAllAtOnceWithTheOtherMistakes() throws IOException {
    CliRun run = CliRun.of(environment(), "serve", "--config", settings().toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("10 problems in the configuration")
        .contains("origin.yaml:1: delivery.prot: ")
        .contains("environment: WIDGET_ORIGIN_ADMIN_TOKEN_FILE: there is no file ")
        .contains("origin.yaml:2: tls.certificate: there is no file ")
        .contains("origin.yaml:2: tls.key: there is no file ")
        .contains(
            "environment: FASTLY_TOKEN: is not set; purge.targets: fastly needs its secret there,"
                + " or in the file that FASTLY_TOKEN_FILE names")
        .contains("environment: AKAMAI_EDGERC: purge.targets: akamai expects the lines of an")
        .contains("environment: AWS_KEY: purge.targets: cloudfront expects an AWS key as ID:SECRET")
        .contains("environment: OPS_SECRET: is not set; notify.webhooks: ops needs its secret")
        .contains("environment: SLACK_URL: notify.webhooks: chat expects the http or https URL")
        .contains("environment: SHOP_SECRET_FILE: there is no file ")
        .doesNotContain("GOOD_SECRET", "varnish", SECRET);
    assertThat(folder.resolve("store")).doesNotExist();
  }

  /** Those of the item with the mistake, of the others, and of a list that has none. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "mode: paths, | mode: path, | purge.targets[0]: mode: ",
        "name: edge, | name: Edge 1, | purge.targets[0]: name: ",
        "check: [] | check: [cdn] | purge.check: ",
        "name: more, | name: edge, | purge.targets: expected a name of its own",
        "[Surrogate-Key] | [Cache-Tag] | assets.tag-headers: expected Surrogate-Key, by which more is",
        "name: ops, | name: ops, urk: x, | notify.webhooks[0]: expected a mapping with",
        "https://ops. | ftp://ops. | notify.webhooks[0]: url: ",
      })
  void serve_listWithAMistake_tellsOfSecretsBesideIt(String right, String wrong, String mistake)
      throws IOException {
    String settings =
        """
        assets: {tag-headers: [Surrogate-Key]}
        purge:
          check: []
          targets:
            - {type: http, name: edge, mode: paths, url: "http://127.0.0.1:9/", secret: EDGE_SECRET}
            - {type: fastly, name: more, id: E1, secret: MORE_SECRET}
        notify:
          webhooks:
            - {name: ops, url: "https://ops.example.com/hook", secret: OPS_SECRET}
            - {name: chat, form: slack, secret: SLACK_URL}
        """;
    Path file = folder.resolve("origin.yaml");
    Files.writeString(file, settings.replace(right, wrong));
    Map<String, String> store =
        Map.of("WIDGET_ORIGIN_STORE_PATH", folder.resolve("store").toString());

    CliRun run = CliRun.of(store, "serve", "--config", file.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("5 problems in the configuration")
        .contains(mistake)
        .contains("environment: EDGE_SECRET: is not set; purge.targets")
        .contains("environment: MORE_SECRET: is not set; purge.targets")
        .contains("environment: OPS_SECRET: is not set; notify.webhooks")
        .contains(
            "environment: SLACK_URL: is not set; notify.webhooks: chat needs its secret there");
  }

  @Test
  void serve_secretInPlaceOfItsVariable_isNotShown() throws IOException {
    Path file = folder.resolve("origin.yaml");
    Files.writeString(file, "purge: {targets: [{id: E1, secret: " + SECRET + "}]}");

    CliRun run = CliRun.of(environment(), "serve", "--config", file.toString());

    assertThat(run.err()).contains("purge.targets: type: ").doesNotContain(SECRET);
  }

  @Test
  void doctor_secretsMissing_warnsOfAll() throws IOException {
    Path file = settings();
    for (String mistake : new String[] {"delivery: {prot: 8080}", ""}) {
      Files.writeString(file, Files.readString(file).replace("delivery: {prot: 8080}", mistake));

      CliRun run = CliRun.of(environment(), "doctor", "--config", file.toString());

      assertThat(run.out())
          .contains(mistake.isEmpty() ? "ok   configuration  readable" : "bad  configuration")
          .contains("warn configuration  environment: FASTLY_TOKEN: is not set")
          .contains("warn configuration  environment: OPS_SECRET: is not set")
          .doesNotContain("GOOD_SECRET", SECRET);
    }
  }
}
