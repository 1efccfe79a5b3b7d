package dev.widgetorigin.origin.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.TokenConfig;
import dev.widgetorigin.origin.config.listener.ControlConfig;
import dev.widgetorigin.origin.config.listener.DeliveryListenerConfig;
import dev.widgetorigin.origin.config.listener.HttpConfig;
import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir Path folder;

  @Test
  void load_nothingGiven_isTheDefaults() {
    assertThat(ConfigLoader.load(null, Map.of(), Map.of())).isEqualTo(OriginConfig.DEFAULTS);
  }

  @Test
  void load_fileNotUtf8_saysSo() throws IOException {
    Path file = folder.resolve("latin1.yaml");
    Files.write(file, new byte[] {'a', (byte) 0xe4, '\n'});
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(file, Map.of(), Map.of()));
    assertThat(refused).hasMessageContaining("is not text in UTF-8");
  }

  @Test
  void defaults_areThoseOfTheContract() {
    OriginConfig config = OriginConfig.DEFAULTS;
    assertThat(config.delivery())
        .isEqualTo(new DeliveryListenerConfig("0.0.0.0", 8080, null, List.of(), true));
    assertThat(config.control())
        .isEqualTo(new ControlConfig("127.0.0.1", 8081, null, List.of(), List.of(), true));
    assertThat(config.store().path()).isEqualTo(Path.of("widget-origin-data"));
    assertThat(config.tls().enabled()).isFalse();
    assertThat(config.http().transport()).isEqualTo(HttpConfig.Transport.AUTO);
    assertThat(config.cors().allowedOrigins()).containsExactly("*");
    assertThat(config.cache().exact()).isEqualTo("public, max-age=31536000, immutable");
    assertThat(config.cache().exactDocument()).isEqualTo("public, max-age=3600");
    assertThat(config.cache().alias()).isEqualTo("public, max-age=300");
    assertThat(config.cache().notFound()).isEqualTo("public, max-age=10");
    assertThat(config.cache().gone()).isEqualTo("public, max-age=300");
    assertThat(config.limits().entries()).isEqualTo(10_000);
    assertThat(config.limits().fileBytes()).isEqualTo(50L << 20);
    assertThat(config.limits().unpackedBytes()).isEqualTo(256L << 20);
    assertThat(config.limits().pathBytes()).isEqualTo(512);
    assertThat(config.limits().headerTimeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.limits().idleTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.logs().retention()).isEqualTo(Duration.ofDays(30));
    assertThat(config.logs().errorRetention()).isEqualTo(Duration.ofDays(90));
  }

  @Test
  void load_fileEnvironmentAndOverride_laterOneWins() throws IOException {
    Path file =
        write(
            """
            delivery: {host: 10.0.0.1, port: 1}
            control:
              port: 1
            """);
    OriginConfig config =
        ConfigLoader.load(
            file,
            Map.of("WIDGET_ORIGIN_DELIVERY_PORT", "2", "WIDGET_ORIGIN_CONTROL_PORT", "2"),
            Map.of("control.port", "3"));
    assertThat(config.delivery())
        .isEqualTo(new DeliveryListenerConfig("10.0.0.1", 2, null, List.of(), true));
    assertThat(config.control())
        .isEqualTo(new ControlConfig("127.0.0.1", 3, null, List.of(), List.of(), true));
  }

  @Test
  void load_everyKindOfValue_isRead() throws IOException {
    OriginConfig config =
        ConfigLoader.load(
            write(
                """
                http: {transport: io_uring, event-loops: 2, reuse-port: yes}
                limits: {header-timeout: 500ms, upload-bytes: 64MiB}
                cors: {allowed-origins: ["https://a.example", "https://*.b.example"]}
                assets:
                  mapped-paths:
                    /static/w.js: w@latest/dist/w.js
                tokens:
                  - {name: ana, sha256: %s, scopes: ["publish:msr-*"]}
                cache:
                """
                    .formatted("ab".repeat(32))),
            Map.of(),
            Map.of());
    assertThat(config.http()).isEqualTo(new HttpConfig(2, HttpConfig.Transport.IO_URING, true));
    assertThat(config.limits().headerTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.limits().uploadBytes()).isEqualTo(64L << 20);
    assertThat(config.cors().allowedOrigins())
        .containsExactly("https://a.example", "https://*.b.example");
    assertThat(config.assets().mappedPaths()).containsEntry("/static/w.js", "w@latest/dist/w.js");
    assertThat(config.tokens())
        .containsExactly(new TokenConfig("ana", "ab".repeat(32), List.of("publish:msr-*")));
    assertThat(config.cache()).isEqualTo(CacheConfig.DEFAULTS);
  }

  @Test
  void load_environmentListsAndMappings_splitAtCommas() {
    OriginConfig config =
        ConfigLoader.load(
            null,
            Map.of(
                "WIDGET_ORIGIN_CORS_ALLOWED_ORIGINS", "https://a.example, https://b.example",
                "WIDGET_ORIGIN_ASSETS_MAPPED_PATHS", "/a.js=w@1/a.js,/b.js=w@latest/b.js",
                "WIDGET_ORIGIN_ASSETS_TAG_HEADERS", "[Surrogate-Key, xkey]"),
            Map.of());
    assertThat(config.cors().allowedOrigins())
        .containsExactly("https://a.example", "https://b.example");
    assertThat(config.assets().mappedPaths())
        .containsOnly(Map.entry("/a.js", "w@1/a.js"), Map.entry("/b.js", "w@latest/b.js"));
    assertThat(config.assets().tagHeaders()).containsExactly("Surrogate-Key", "xkey");
  }

  @Test
  void load_severalMistakes_areListedAllAtOnce() throws IOException {
    Path file =
        write(
            """
            delivery:
              prt: 8080
              port: 70000
            http:
              transport: kqueue
            tls: {certificate: cert.pem}
            chache: {}
            """);
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigLoader.load(
                    file,
                    Map.of(
                        "WIDGET_ORIGIN_CONTROL_PROT",
                        "1",
                        "WIDGET_ORIGIN_CACHE_MEMORY",
                        "8MiB",
                        "WIDGET_ORIGIN_HTTP_EVENT_LOOPS",
                        "many"),
                    Map.of("limits.entrees", "1")));
    assertThat(thrown.problems())
        .extracting(ConfigProblem::toString)
        .containsExactlyInAnyOrder(
            "widget-origin.yaml:2: delivery.prt: there is no setting of this name. Did you mean"
                + " delivery.port?",
            "widget-origin.yaml:3: delivery.port: expected a port, 0 to 65535 (0 picks a free one),"
                + " found 70000",
            "widget-origin.yaml:5: http.transport: expected one of auto, io_uring, epoll, nio,"
                + " found \"kqueue\"",
            "widget-origin.yaml:7: chache: there is no setting of this name. Did you mean"
                + " cache?",
            "configuration: tls.key: expected a PEM file, because the other of tls.certificate and"
                + " tls.key is set, found that it is not set",
            "environment: WIDGET_ORIGIN_CACHE_MEMORY: there is no setting of this name. Did you"
                + " mean WIDGET_ORIGIN_CACHE_MEMORY_BYTES?",
            "environment: WIDGET_ORIGIN_CONTROL_PROT: there is no setting of this name. Did you"
                + " mean WIDGET_ORIGIN_CONTROL_PORT?",
            "environment: WIDGET_ORIGIN_HTTP_EVENT_LOOPS: expected a whole number, with a unit if"
                + " you like (500kB, 64MiB), found \"many\"",
            "--set: limits.entrees: there is no setting of this name. Did you mean"
                + " limits.entries?");
    assertThat(thrown).hasMessageStartingWith("9 problems in the configuration:\n");
  }

  /** Of lists, too: whoever mends one entry must not be told of the next one afterwards. */
  @Test
  void load_severalMistakesInLists_areListedAllAtOnceWithTheirLines() throws IOException {
    Path file =
        write(
            """
            notify:
              webhooks:
                - {name: Ops, url: "ftp://a.example", secret: HOOK}
                - name: chat
                  form: slak
                  secret: lower
                  allow-private: perhaps
                - {name: ci, urll: "https://a.example", secret: HOOK, events: [version.publishd, rollout]}
            purge:
              targets:
                - {type: fastley, name: one}
                - {type: bunny, id: "1"}
            tokens:
              - {name: ana, sha256: secret, scopes: ["publsh:chat", read]}
              - {name: bob, sha256: %s, scopes: all}
            trusted-publishers:
              - {issuer: "http://i.example", audience: a, repositories: [a/b], refs: [r], scopes: [admin]}
            """
                .formatted("ab".repeat(32)));
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(file, Map.of(), Map.of()));
    String scopes = "publish:NAME or release:NAME, where NAME may hold *";
    assertThat(thrown.problems())
        .extracting(ConfigProblem::toString)
        .containsExactlyInAnyOrder(
            "widget-origin.yaml:3: notify.webhooks[0]: name: expected small letters, digits and '-',"
                + " 30 at most, found \"Ops\"",
            "widget-origin.yaml:3: notify.webhooks[0]: url: expected an http or https URL without a"
                + " user, found something else",
            "widget-origin.yaml:5: notify.webhooks[1]: form: expected one of standard, slack, found"
                + " \"slak\"",
            "widget-origin.yaml:6: notify.webhooks[1]: secret: expected the name of an environment"
                + " variable, e.g. HOOK_SECRET (not WIDGET_ORIGIN_…), found something else (not"
                + " shown: it may be secret)",
            "widget-origin.yaml:7: notify.webhooks[1]: allow-private: expected true or false, found"
                + " \"perhaps\"",
            "widget-origin.yaml:8: notify.webhooks[2]: expected a mapping with name, form, url,"
                + " secret, events, allow-private, found \"name, urll, secret, events\"",
            "widget-origin.yaml:8: notify.webhooks[2]: events: expected an event such as"
                + " version.published, rollout.* or * (docs/notifications.md has all; did you mean"
                + " version.published?), found \"version.publishd\"",
            "widget-origin.yaml:8: notify.webhooks[2]: events: expected an event such as"
                + " version.published, rollout.* or * (docs/notifications.md has all; did you mean"
                + " rollout.*?), found \"rollout\"",
            "widget-origin.yaml:11: purge.targets[0]: type: expected one of fastly, cloudflare,"
                + " cloudfront, azure_front_door, akamai, bunny, varnish, nginx, http, found"
                + " \"fastley\"",
            "widget-origin.yaml:12: purge.targets[1]: secret: expected it, for bunny, found nothing",
            "widget-origin.yaml:14: tokens[0]: sha256: expected the token's SHA-256 in 64 hex digits,"
                + " found 6 characters",
            "widget-origin.yaml:14: tokens[0]: scopes: expected admin, read, "
                + scopes
                + ", found \"publsh:chat\"",
            "widget-origin.yaml:15: tokens[1]: scopes: expected a list, found something else (not"
                + " shown: it may be secret)",
            "widget-origin.yaml:17: trusted-publishers: issuer: expected an https URL (http on the"
                + " loopback address only), found http://i.example",
            "widget-origin.yaml:17: trusted-publishers: scopes: expected "
                + scopes
                + ", found \"admin\"");
  }

  @Test
  void load_mistakesInAListOfTheEnvironment_areNumbered() {
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigLoader.load(
                    null,
                    Map.of("WIDGET_ORIGIN_NOTIFY_WEBHOOKS", "[{name: A, secret: S}, {name: B}]"),
                    Map.of()));
    assertThat(thrown.problems())
        .extracting(problem -> problem.where() + ": " + problem.key())
        .containsExactly(
            "environment: WIDGET_ORIGIN_NOTIFY_WEBHOOKS[0]: name",
            "environment: WIDGET_ORIGIN_NOTIFY_WEBHOOKS[0]: url",
            "environment: WIDGET_ORIGIN_NOTIFY_WEBHOOKS[1]: name",
            "environment: WIDGET_ORIGIN_NOTIFY_WEBHOOKS[1]: url",
            "environment: WIDGET_ORIGIN_NOTIFY_WEBHOOKS[1]: secret");
  }

  @ParameterizedTest
  @CsvSource({
    "delivery.port, http",
    "delivery.port, -1",
    "delivery.host, ''",
    "delivery.public-url, cdn.example.com",
    "delivery.public-url, //cdn.example.com",
    "delivery.public-url, ftp://cdn.example.com",
    "delivery.public-url, http://cdn.example.com",
    "delivery.public-url, https://",
    "delivery.public-url, https://user@cdn.example.com",
    "delivery.public-url, https://cdn.example.com?a",
    "delivery.public-url, https://cdn.example.com/#a",
    "delivery.public-url, https://cdn.example.com/a/../b",
    "delivery.public-url, https://cdn.example.com:70000",
    "delivery.public-url, https://cdn.example.com/<b>",
    "limits.header-timeout, soon",
    "limits.header-timeout, 0",
    "limits.entries, 0",
    "http.reuse-port, perhaps",
    "cors.allowed-origins, example.com",
    "cors.credentials, true",
    "control.public-url, http://control.example.com",
    "control.trusted-proxies, proxy.example.com",
    "control.trusted-proxies, 10.0.0.0/33",
    "delivery.trusted-proxies, 10.0.0",
    "rollout.trusted-proxies, face",
    "cache.alias, ''",
    "cache.alias, 'public, S-MaxAge=60'",
    "cache.exact, s-maxage=60",
    "assets.mapped-paths, w.js",
    "assets.mapped-paths, w.js=w@1/w.js",
    "assets.mapped-paths, /w.js=w",
    "assets.mapped-paths, /w.js=W@1/w.js",
    "assets.mapped-paths, /w.js=w@one two/w.js",
    "assets.mapped-paths, /w.js=w@1/../w.js",
    "assets.mapped-paths, /w.js=w@1//w.js",
    "assets.mapped-paths, /-/w.js=w@1/w.js",
    "assets.mapped-paths, /-/*=w@1/*",
    "assets.mapped-paths, /health=w@1/w.js",
    "assets.mapped-paths, /a/../w.js=w@1/w.js",
    "assets.mapped-paths, /a//w.js=w@1/w.js",
    "assets.mapped-paths, /a%20b.js=w@1/w.js",
    "assets.mapped-paths, /w.js?v=w@1/w.js",
    "assets.mapped-paths, /a/*/w.js=w@1/w.js",
    "assets.mapped-paths, /a*=w@1/w.js",
    "assets.mapped-paths, /a/*=w@1/w.js",
    "assets.mapped-paths, /a/w.js=w@1/*",
    "assets.fallback, dist",
    "tokens, secret",
    "store.path, ~",
    "store.path, ~/widgets",
    "logs.folder, ~/logs",
    "logs.retention, 1h"
  })
  void load_badValue_isRefusedByKey(String key, String value) {
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(null, Map.of(), Map.of(key, value)));
    assertThat(thrown.problems()).singleElement().asString().contains(key).contains("expected");
  }

  @ParameterizedTest
  @CsvSource({"[::1], ::1", "::1, ::1", "localhost, localhost", "0.0.0.0, 0.0.0.0", "~host, ~host"})
  void load_host_isWithoutTheBracketsOfUrls(String value, String host) {
    OriginConfig config = ConfigLoader.load(null, Map.of(), Map.of("delivery.host", value));
    assertThat(config.delivery().listener().host()).isEqualTo(host);
  }

  @Test
  void load_pathWithATildeInItsName_isTaken() {
    OriginConfig config = ConfigLoader.load(null, Map.of(), Map.of("store.path", "/a/~b/~"));
    assertThat(config.store().path()).isEqualTo(Path.of("/a/~b/~"));
  }

  @ParameterizedTest
  @CsvSource({
    "SERVICE_HOST, 10.0.0.1",
    "SERVICE_PORT, 8080",
    "SERVICE_PORT_HTTP, 8080",
    "PORT, tcp://10.0.0.1:8080",
    "PORT_8080_TCP, tcp://10.0.0.1:8080",
    "PORT_8080_TCP_PROTO, tcp",
    "PORT_8080_TCP_PORT, 8080",
    "PORT_8080_TCP_ADDR, 10.0.0.1",
    "PORT_53_UDP, udp://10.0.0.1:53",
    "SERVICE_HOST, fd00::1",
    "PORT, tcp://[fd00::1]:8080",
    "CONTROL_SERVICE_HOST, 10.0.0.1",
    "CONTROL_SERVICE_PORT_METRICS_2, 8081",
    "CONTROL_PORT, tcp://10.0.0.1:8081",
    "CONTROL_PORT_8081_TCP_ADDR, 10.0.0.1",
    "DELIVERY_PORT, tcp://10.0.0.1:8080",
    "EU_WEST_1_PORT_8080_SCTP, sctp://10.0.0.1:8080",
    "NAME, /build/widget-origin",
    "CONTROL_NAME, /runner-1-project-2-concurrent-0-build/widget-origin-control",
    "ENV_JAVA_VERSION, jdk-25",
    "PORT_8080_TCP_START, tcp://172.17.0.2:8080",
    "PORT_8080_TCP_PORT_END, 8081",
    "CHANNEL, next",
    "UNPIN, true",
    "TOKEN, secret",
    "TOKEN_FILE, /run/secrets/token",
    "ADMIN_TOKEN_FILE, /run/secrets/token",
    "JAVA_OPTS, -Xmx1g"
  })
  void load_variableOfKubernetesDockerOrTheClient_isNoSetting(String name, String value) {
    assertThat(ConfigLoader.load(null, Map.of("WIDGET_ORIGIN_" + name, value), Map.of()))
        .isEqualTo(OriginConfig.DEFAULTS);
  }

  @ParameterizedTest
  @CsvSource({
    "CONTROL_PORT, tcp:8081",
    "CONTROL_PORT, http://10.0.0.1:8081",
    "DELIVERY_PORT, many",
    "PORT, 8080",
    "SERVICE_HOST, example.com",
    "CONTROL_SERVICE_PORTS, 8081",
    "CONTROL_PORT_HTTP_TCP, tcp://10.0.0.1:8081",
    "NAME, widget-origin"
  })
  void load_variableThatOnlyLooksLikeOneOfKubernetes_isRefused(String name, String value) {
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(null, Map.of("WIDGET_ORIGIN_" + name, value), Map.of()));
    assertThat(thrown.problems()).singleElement().asString().contains("WIDGET_ORIGIN_" + name);
  }

  @Test
  void load_portOfKubernetesBesideAFile_leavesTheFilesPort() throws IOException {
    OriginConfig config =
        ConfigLoader.load(
            write("control: {port: 9000}"),
            Map.of("WIDGET_ORIGIN_CONTROL_PORT", "tcp://10.0.0.1:8081"),
            Map.of());
    assertThat(config.control().port()).isEqualTo(9000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: 1|Did you mean delivery.port or control.port?",
        "frobnicate: 1|look for the right name in docs/configuration.md",
        "http: {event_loops: 1}|Did you mean http.event-loops?"
      })
  void load_unknownKey_namesWhatWasMeant(String text, String expected) throws IOException {
    Path file = write(text);
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(file, Map.of(), Map.of()));
    assertThat(thrown).hasMessageContaining("widget-origin.yaml:1").hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cr3t-token", "ci=s3cr3t-token", "[s3cr3t-token]"})
  void load_tokensThatAreNone_areNotShown(String value) {
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(null, Map.of("WIDGET_ORIGIN_TOKENS", value), Map.of()));
    assertThat(thrown).hasMessageContaining("WIDGET_ORIGIN_TOKENS");
    assertThat(thrown.getMessage()).doesNotContain("s3cr3t");
  }

  @Test
  void load_workflowWithoutAudience_asksForTheControlListener() {
    String publishers =
        "[{issuer: 'https://i.example', repositories: [a/b], refs: [refs/heads/main], scopes:"
            + " ['publish:chat']}]";
    OriginConfig config =
        ConfigLoader.load(
            null,
            Map.of(
                "WIDGET_ORIGIN_TRUSTED_PUBLISHERS",
                publishers,
                "WIDGET_ORIGIN_CONTROL_PUBLIC_URL",
                "https://Control.example.com/"),
            Map.of());
    assertThat(config.trustedPublishers().get(0).audience())
        .isEqualTo("https://control.example.com");
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigLoader.load(
                    null, Map.of("WIDGET_ORIGIN_TRUSTED_PUBLISHERS", publishers), Map.of()));
    assertThat(thrown).hasMessageContaining("audience");
  }

  @Test
  void load_credentialsOfSystemd_areTheFilesOfTls() throws IOException {
    Path certificate = Files.createFile(folder.resolve("tls.certificate"));
    Path key = Files.createFile(folder.resolve("tls.key"));
    OriginConfig config =
        ConfigLoader.load(
            null, Map.of("CREDENTIALS_DIRECTORY", folder.toString()), Map.of("tls.key", "other"));
    assertThat(config.tls().certificate()).isEqualTo(certificate);
    assertThat(config.tls().key()).isEqualTo(Path.of("other"));
    assertThat(key).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [1|this is not YAML",
        "delivery: {port: 1, port: 2}|\"port\" is set twice",
        "- a|expected settings such as",
        "delivery: 8080|this is a group of settings, not a setting: expected e.g. 'delivery: {host:"
            + " …}', found \"8080\""
      })
  void load_fileThatIsNoConfiguration_isRefused(String text, String expected) throws IOException {
    Path file = write(text);
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(file, Map.of(), Map.of()));
    assertThat(thrown).hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: &a [*a]", "a: &a {b: *a}", "["})
  void load_fileNestedWithoutEnd_isRefused(String text) throws IOException {
    Path file = write(text.equals("[") ? text.repeat(200_000) : text);
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(file, Map.of(), Map.of()));
    assertThat(thrown).hasMessageContaining("values within values without end");
  }

  @Test
  void load_namedFileMissing_isRefused() {
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(folder.resolve("none.yaml"), Map.of(), Map.of()));
    assertThat(thrown).hasMessageContaining("there is no file");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("widget-origin.yaml"), text);
  }
}
