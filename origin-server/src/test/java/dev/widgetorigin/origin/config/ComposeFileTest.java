package dev.widgetorigin.origin.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.ProxyProgram;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.config.load.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code deploy/compose.yaml} with the image's own environment, as the origin reads both: there is
 * no engine that could run it in a build.
 */
class ComposeFileTest {
  /** {@code ${NAME:-default}} and {@code ${NAME:?what is wanted}}. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+):([-?])([^}]*)}");

  private static final Pattern IMAGE_VARIABLE =
      Pattern.compile("^(?:ENV)? +(WIDGET_ORIGIN_[A-Z_]+)=(\\S+)", Pattern.MULTILINE);
  private static final Map<String, String> GIVEN =
      Map.of(
          "WIDGET_ORIGIN_STORE_URL", "s3://my-bucket/widgets",
          "WIDGET_ORIGIN_ADMIN_TOKEN", "a-token-of-twenty-characters");

  private static JsonNode compose;
  private static String image;

  @BeforeAll
  static void read() throws IOException {
    Object tree =
        new Load(LoadSettings.builder().build())
            .loadFromString(ProxyProgram.deployed("compose.yaml"));
    compose = JsonMapper.shared().valueToTree(tree);
    image = ProxyProgram.deployed("Containerfile");
  }

  /** What a node's process finds. */
  private static Map<String, String> environment(Map<String, String> given) {
    Map<String, String> all = new LinkedHashMap<>();
    Matcher own = IMAGE_VARIABLE.matcher(image);
    while (own.find()) {
      all.put(own.group(1), own.group(2));
    }
    assertThat(all).hasSizeGreaterThan(2);
    JsonNode variables = compose.at("/x-node/environment");
    for (String name : variables.propertyNames()) {
      JsonNode value = variables.path(name);
      if (!value.isNull()) {
        all.put(name, filled(value.asString(), given));
      } else if (given.containsKey(name)) {
        all.put(name, given.get(name));
      }
    }
    return all;
  }

  private static String filled(String text, Map<String, String> given) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> {
              String value = given.getOrDefault(found.group(1), "");
              boolean must = found.group(2).equals("?");
              assertThat(must && value.isEmpty()).as(found.group()).isFalse();
              return Matcher.quoteReplacement(value.isEmpty() ? found.group(3) : value);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://s3.example.com"})
  void node_withOnlyWhatMustBeGiven_hasAValidConfiguration(String endpoint) {
    Map<String, String> given = new LinkedHashMap<>(GIVEN);
    if (!endpoint.isEmpty()) {
      given.put("WIDGET_ORIGIN_STORE_S3_ENDPOINT", endpoint);
    }
    Map<String, String> environment = environment(given);
    // Throws where a name is unknown or a value is none.
    OriginConfig config = ConfigLoader.load(null, environment, Map.of());

    assertThat(config.store().url()).isEqualTo("s3://my-bucket/widgets");
    assertThat(config.store().path()).isEqualTo(Path.of("/data"));
    assertThat(config.store().s3().endpoint()).isEqualTo(endpoint.isEmpty() ? null : endpoint);
    // nginx asks from another container.
    assertThat(config.control().host()).isEqualTo("0.0.0.0");
    assertThat(Secrets.adminToken(environment)).isEqualTo("a-token-of-twenty-characters");
    Duration grace = Duration.parse("PT" + compose.at("/x-node/stop_grace_period").asString());
    assertThat(grace).isGreaterThan(config.shutdown().delay().plus(config.shutdown().drain()));
  }

  @Test
  void node_runsWhatTheImageRuns_andIsAskedOnItsDeliveryPort() {
    JsonNode node = compose.path("x-node");
    assertThat(node.has("command") || node.has("entrypoint")).isFalse();
    assertThat(image).contains("ENTRYPOINT [\"widget-origin\"]", "CMD [\"serve\"]");
    OriginConfig config = ConfigLoader.load(null, environment(GIVEN), Map.of());
    assertThat(node.at("/healthcheck/test/3").asString())
        .contains("/dev/tcp/127.0.0.1/" + config.delivery().port(), "GET /-/readyz HTTP/1.0");
    // All else is read-only: what the origin writes has to be in a volume.
    assertThat(node.path("read_only").asBoolean(false)).isTrue();
    assertThat(compose.at("/services/node-a/volumes/0").asString())
        .endsWith(":" + config.store().path());
  }

  /** The nodes have no common secret: a session of the console is one node's. */
  @Test
  void balancer_sendsOneBrowserToOneNode() throws IOException {
    String nginx = compose.at("/configs/balancer/content").asString();
    assertThat(block(nginx, "upstream control")).contains("ip_hash;");
    assertThat(block(nginx, "upstream delivery")).doesNotContain("ip_hash");
    assertThat(ProxyProgram.deployed("helm/widget-origin/templates/service.yaml"))
        .contains("sessionAffinity: ClientIP");
  }

  private static String block(String text, String name) {
    int start = text.indexOf(name + " {");
    assertThat(start).isNotNegative();
    return text.substring(start, text.indexOf('}', start));
  }
}
