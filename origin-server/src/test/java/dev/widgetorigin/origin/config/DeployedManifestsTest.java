package dev.widgetorigin.origin.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.ProxyProgram;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Helm chart and the Compose file in {@code deploy/}, as YAML: its templates use no more of
 * Helm's language than values, {@code toJson}, {@code if}, {@code range} and a digest, so that a
 * few lines can render them.
 */
class DeployedManifestsTest {
  private static final String CHART = "helm/widget-origin/";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern IF =
      Pattern.compile("\\{\\{- if (\\.[A-Za-z.]+) }}\\n(.*?)\\{\\{- end }}\\n", Pattern.DOTALL);
  private static final Pattern RANGE =
      Pattern.compile(
          "\\{\\{- range (?:\\$name, )?\\$value := (\\.[A-Za-z.]+) }}\\n(.*?)\\{\\{- end }}\\n",
          Pattern.DOTALL);
  private static final Pattern VALUE =
      Pattern.compile("\\{\\{ (toJson )?(\\.[A-Za-z.]+)( \\| sha256sum \\| quote)? }}");

  private static JsonNode yaml(String text) {
    Object found = new Load(LoadSettings.builder().build()).loadFromString(text);
    return JSON.valueToTree(found);
  }

  private static ObjectNode values() throws IOException {
    ObjectNode values = (ObjectNode) yaml(ProxyProgram.deployed(CHART + "values.yaml"));
    ((ObjectNode) values.path("bucket")).put("url", "s3://my-bucket/widgets");
    ((ObjectNode) values.path("adminTokenSecret")).put("name", "widget-origin-admin");
    return values;
  }

  private static JsonNode value(JsonNode values, String path) {
    if (path.equals(".Release.Name")) {
      return JSON.valueToTree("widgets");
    }
    assertThat(path).startsWith(".Values.");
    JsonNode found = values.at("/" + path.substring(".Values.".length()).replace('.', '/'));
    assertThat(found.isMissingNode()).as("%s is not in values.yaml", path).isFalse();
    return found;
  }

  private static String render(String text, JsonNode values) {
    String repeated =
        RANGE
            .matcher(text)
            .replaceAll(
                part ->
                    Matcher.quoteReplacement(repeat(part.group(2), value(values, part.group(1)))));
    String chosen =
        IF.matcher(repeated)
            .replaceAll(
                part ->
                    value(values, part.group(1)).asString("").isEmpty()
                        ? ""
                        : Matcher.quoteReplacement(part.group(2)));
    String rendered =
        VALUE
            .matcher(chosen)
            .replaceAll(
                part -> {
                  JsonNode found = value(values, part.group(2));
                  String plain = part.group(1) == null ? found.asString() : found.toString();
                  return Matcher.quoteReplacement(
                      part.group(3) == null
                          ? plain
                          : "\"" + Digest.sha256(plain.getBytes(UTF_8)) + "\"");
                });
    assertThat(rendered).doesNotContain("{{");
    return rendered;
  }

  /** The lines for each entry of a map, or of a list. */
  private static String repeat(String lines, JsonNode entries) {
    StringBuilder all = new StringBuilder();
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      String name = JSON.valueToTree(entry.getKey()).toString();
      all.append(
          lines
              .replace("{{ toJson $name }}", name)
              .replace("{{ toJson $value }}", entry.getValue().toString()));
    }
    if (entries.isArray()) {
      entries.forEach(each -> all.append(lines.replace("{{ toJson $value }}", each.toString())));
    }
    return all.toString();
  }

  /** What a template makes, by kind. */
  private static Map<String, JsonNode> objects(String template, JsonNode values)
      throws IOException {
    Map<String, JsonNode> found = new HashMap<>();
    String rendered = render(ProxyProgram.deployed(CHART + "templates/" + template), values);
    for (String document : rendered.split("(?m)^---$", -1)) {
      JsonNode object = yaml(document);
      found.put(
          object.path("kind").asString() + " " + object.at("/metadata/name").asString(), object);
    }
    return found;
  }

  private static JsonNode pod() throws IOException {
    return objects("deployment.yaml", values()).get("Deployment widgets").at("/spec/template/spec");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://s3.example.com"})
  void chart_withAndWithoutAnEndpoint_isYamlThroughout(String endpoint) throws IOException {
    ObjectNode values = values();
    ObjectNode bucket = (ObjectNode) values.path("bucket");
    bucket.put("endpoint", endpoint).put("credentialsSecret", endpoint.isEmpty() ? "" : "keys");

    JsonNode container =
        objects("deployment.yaml", values)
            .get("Deployment widgets")
            .at("/spec/template/spec/containers/0");

    assertThat(
            container
                .path("env")
                .findValuesAsString("name")
                .contains("WIDGET_ORIGIN_STORE_S3_ENDPOINT"))
        .isEqualTo(!endpoint.isEmpty());
    assertThat(container.has("envFrom")).isEqualTo(!endpoint.isEmpty());
    assertThat(objects("service.yaml", values).keySet())
        .containsExactlyInAnyOrder("Service widgets", "Service widgets-control");
    assertThat(objects("config.yaml", values).keySet())
        .containsExactlyInAnyOrder("ConfigMap widgets", "ServiceAccount widgets");
  }

  /** A pod reads its settings when it starts. */
  @Test
  void otherSettings_makeOtherPods() throws IOException {
    ObjectNode values = values();
    ((ObjectNode) values.path("podAnnotations")).put("prometheus.io/scrape", "true");
    JsonNode before = annotations(values);
    ((ObjectNode) values.path("config")).putObject("logs").put("level", "debug");
    JsonNode after = annotations(values);

    assertThat(before.path("prometheus.io/scrape").asString()).isEqualTo("true");
    assertThat(after).isNotEqualTo(before);
  }

  private static JsonNode annotations(JsonNode values) throws IOException {
    return objects("deployment.yaml", values)
        .get("Deployment widgets")
        .at("/spec/template/metadata/annotations");
  }

  /** What settings refer to: a secret of an edge, the key that signs loaders. */
  @Test
  void pod_hasVariablesAndFilesOfOnesOwn() throws IOException {
    ObjectNode values = values();
    ((ArrayNode) values.path("env"))
        .addObject()
        .put("name", "FASTLY_TOKEN")
        .putObject("valueFrom")
        .putObject("secretKeyRef")
        .put("name", "edges")
        .put("key", "fastly");
    ((ArrayNode) values.path("volumes")).addObject().put("name", "keys");
    ((ArrayNode) values.path("volumeMounts"))
        .addObject()
        .put("name", "keys")
        .put("mountPath", "/keys");
    ((ArrayNode) values.path("imagePullSecrets")).addObject().put("name", "registry");

    JsonNode pod =
        objects("deployment.yaml", values).get("Deployment widgets").at("/spec/template/spec");

    JsonNode container = pod.at("/containers/0");
    assertThat(container.path("env").findValuesAsString("name"))
        .contains("WIDGET_ORIGIN_CONFIG", "FASTLY_TOKEN");
    assertThat(container.path("volumeMounts").findValuesAsString("mountPath"))
        .contains("/data", "/keys");
    assertThat(pod.path("volumes").findValuesAsString("name")).contains("data", "keys");
    assertThat(pod.at("/imagePullSecrets/0/name").asString()).isEqualTo("registry");
  }

  @Test
  void pod_runsAsNobodySpecialOnAReadOnlyRoot() throws IOException {
    JsonNode pod = pod();
    JsonNode security = pod.at("/containers/0/securityContext");

    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
    assertThat(ProxyProgram.deployed("Containerfile")).contains("--uid 10001");
    assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(security.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    Set<String> mounted =
        new TreeSet<>(pod.at("/containers/0/volumeMounts").findValuesAsString("name"));
    Set<String> volumes = new TreeSet<>();
    pod.path("volumes").forEach(volume -> volumes.add(volume.path("name").asString()));
    assertThat(mounted).isEqualTo(volumes);
  }

  @Test
  void pod_isAskedForWhatTheOriginAnswers() throws IOException {
    JsonNode container = pod().at("/containers/0");

    assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/-/livez");
    assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/-/readyz");
    assertThat(container.at("/startupProbe/httpGet/path").asString()).isEqualTo("/-/livez");
    // Until a pod is out of every list, the origin in it goes on; the pod's time covers that.
    int delay = Integer.parseInt(values().path("shutdownDelay").asString().replace("s", ""));
    assertThat(values().path("terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(delay + 15);
  }

  /** A publish begins within 30 s, and two large ones at a time took 25 s. */
  @Test
  void proxyOfControl_waitsLongerThanAPublishTakes() throws IOException {
    Matcher limit =
        Pattern.compile("^ *proxy_read_timeout (\\d+)s;$", Pattern.MULTILINE)
            .matcher(ProxyProgram.deployed("nginx-control.conf"));
    assertThat(limit.find()).isTrue();
    assertThat(Long.parseLong(limit.group(1))).isGreaterThanOrEqualTo(120);
    assertThat(limit.find()).as("one limit for all calls").isFalse();
  }

  /** A stop takes its delay, its drain and 5 s at most; who kills the process waits longer. */
  @Test
  void serviceManagers_waitLongerThanAStopTakes() throws IOException {
    String delayed =
        yaml(ProxyProgram.deployed("node.yaml")).at("/shutdown/delay").asString().replace("s", "");
    long stop =
        Math.max(ShutdownConfig.DEFAULTS.delay().toSeconds(), Long.parseLong(delayed))
            + ShutdownConfig.DEFAULTS.drain().toSeconds()
            + 5;
    for (String unit : List.of("widget-origin.service", "widget-origin@.service")) {
      Matcher limit =
          Pattern.compile("^TimeoutStopSec=(\\d+)$", Pattern.MULTILINE)
              .matcher(ProxyProgram.deployed(unit));
      assertThat(limit.find()).as(unit).isTrue();
      assertThat(Long.parseLong(limit.group(1))).as(unit).isGreaterThan(stop);
    }
    String compose =
        yaml(ProxyProgram.deployed("compose.yaml"))
            .at("/x-node/stop_grace_period")
            .asString()
            .replace("s", "");
    assertThat(Long.parseLong(compose)).isGreaterThan(stop);
  }

  @Test
  void replacement_takesNoNodeAwayBeforeAnotherIsReady() throws IOException {
    JsonNode deployment = objects("deployment.yaml", values()).get("Deployment widgets");
    JsonNode budget = objects("disruption.yaml", values()).get("PodDisruptionBudget widgets");

    assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1)).isZero();
    assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
    assertThat(budget.at("/spec/selector/matchLabels"))
        .isEqualTo(deployment.at("/spec/selector/matchLabels"))
        .isEqualTo(deployment.at("/spec/template/metadata/labels"));
  }

  @Test
  void control_isNeverPublic() throws IOException {
    ObjectNode values = values();
    ((ObjectNode) values.path("service")).put("type", "LoadBalancer");
    Map<String, JsonNode> services = objects("service.yaml", values);

    assertThat(services.get("Service widgets").at("/spec/type").asString())
        .isEqualTo("LoadBalancer");
    assertThat(services.get("Service widgets").at("/spec/ports").findValuesAsString("name"))
        .containsExactly("delivery");
    assertThat(services.get("Service widgets-control").at("/spec/type").asString())
        .isEqualTo("ClusterIP");
  }

  @Test
  void schema_namesEveryValueAndNoOther() throws IOException {
    JsonNode schema = JSON.readTree(ProxyProgram.deployed(CHART + "values.schema.json"));

    assertSame(schema, yaml(ProxyProgram.deployed(CHART + "values.yaml")), "values");
  }

  private static void assertSame(JsonNode schema, JsonNode values, String where) {
    if (!schema.has("properties")
        || (schema.path("additionalProperties").asBoolean(true) && !where.equals("values"))) {
      return;
    }
    assertThat(new TreeSet<>(values.propertyNames()))
        .as(where)
        .isEqualTo(new TreeSet<>(schema.path("properties").propertyNames()));
    for (String name : values.propertyNames()) {
      assertSame(schema.path("properties").path(name), values.path(name), where + "." + name);
    }
  }

  @Test
  void environment_ofEveryManifest_isKnownToTheOrigin() throws IOException {
    String known = ProxyProgram.deployed("../docs/configuration.md");
    for (String file :
        List.of(CHART + "templates/deployment.yaml", "compose.yaml", "widget-origin@.service")) {
      Matcher names =
          Pattern.compile(
                  "^ *(?:- name: |Environment=)?(WIDGET_ORIGIN_[A-Z0-9_]+)", Pattern.MULTILINE)
              .matcher(ProxyProgram.deployed(file));
      int found = 0;
      while (names.find()) {
        found++;
        assertThat(known).as("%s in %s", names.group(1), file).contains(names.group(1));
      }
      assertThat(found).as(file).isPositive();
    }
  }

  @Test
  void compose_hasThreeNodesOfOneImageAndReadOnly() throws IOException {
    JsonNode compose = yaml(ProxyProgram.deployed("compose.yaml"));

    for (String name : List.of("node-a", "node-b", "node-c")) {
      JsonNode node = compose.path("services").path(name);
      // YAML's merge key, which Compose knows.
      assertThat(node.path("<<")).isEqualTo(compose.path("x-node"));
      assertThat(node.at("/volumes/0").asString()).isEqualTo(name + ":/data");
      assertThat(compose.at("/configs/balancer/content").asString())
          .contains("server " + name + ":8080", "server " + name + ":8081");
    }
    assertThat(compose.at("/x-node/read_only").asBoolean()).isTrue();
    assertThat(compose.at("/services/balancer/ports").toString()).contains("127.0.0.1:8081:8081");
    assertThat(ProxyProgram.deployed("compose.yaml"))
        .as("no file of ours")
        .doesNotContain("./", "build:");
  }
}
