package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code settings show}, {@code set} and {@code unset} against a real origin. */
final class SettingsByKeyTest {
  @TempDir static Path folder;
  private static TestOrigin origin;

  @BeforeAll
  static void start() {
    origin = TestOrigin.start(folder.resolve("store"), Map.of());
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "console.log(1)"));
    assertThat(origin.call("PUT", "/widgets/chat/versions/1.0.0", zip).statusCode()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  @BeforeEach
  void reset() {
    origin.call("PUT", "/widgets/chat/settings", "{\"loader\":{\"global\":\"Chat\"}}");
  }

  private static CliRun run(String... arguments) {
    return CliRun.of(
        Map.of(
            "WIDGET_ORIGIN_SERVER", origin.controlUrl(), "WIDGET_ORIGIN_TOKEN", TestOrigin.ADMIN),
        arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aliasMode redirect|'aliasMode':'redirect'",
        "publicVersions false|'publicVersions':false",
        "deltas off|'deltas':'off'",
        "cors.allowedOrigins https://a.example https://*.b.example"
            + "|'cors':{'allowedOrigins':['https://a.example','https://*.b.example'],'credentials':false}",
        "cors.credentials=true cors.allowedOrigins=https://a.example"
            + " cors.allowedOrigins=https://b.example"
            + "|'cors':{'allowedOrigins':['https://a.example','https://b.example'],'credentials':true}",
        "fallback {path} dist/{path}|'fallback':['{path}','dist/{path}']",
        "sizeBudget.maxScriptBytes 500kB|'sizeBudget':{'maxScriptBytes':500000,'error':false}",
        "cacheControl.alias=public,max-age=60|'cacheControl':{'alias':'public,max-age=60'}",
        "loader.timeoutMillis 4000|'loader':{'global':'Chat','timeoutMillis':4000}",
        "loader.attributes.type module|'loader':{'global':'Chat','attributes':{'type':'module'}}"
      })
  void set_key_changesThatAndKeepsTheOthers(String arguments, String json) {
    CliRun run = run(("settings set chat " + arguments).split(" ", -1));
    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("chat settings: ", "(change ");
    String settings = origin.call("GET", "/widgets/chat/settings", "").body();
    assertThat(settings).contains(json.replace('\'', '"')).contains("\"global\":\"Chat\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set chat allowedOrigins https://a|2|Did you mean cors.allowedOrigins?",
        "set chat cors.alowedOrigins https://a|2|Did you mean cors.allowedOrigins?",
        "set chat aliasmode stub|2|Did you mean aliasMode?",
        "set chat cors https://a|2|Expected one of cors.allowedOrigins, cors.credentials",
        "set chat nothing.of.the.kind 1|2|widget-origin settings show WIDGET --all",
        "set chat deltas|2|to have the default again: widget-origin settings unset chat deltas",
        "set chat deltas all off|2|expected one value, found 2",
        "set chat publicVersions maybe|2|expected true or false, found 'maybe'",
        "set chat loader.timeoutMillis soon|2|expected a whole number such as 4000",
        "set chat deltas=off x|2|expected KEY=VALUE, found 'x'",
        "set chat deltas some|1|expected one of exact, all, off, found 'some'",
        "set chat loader.timeoutMillis 5|1|a whole number from 100 to 60000",
        "set chat cacheControl.aliass x|1|cacheControl.aliass: there is no such field; there are alias,",
        "set nochat deltas off|1|There is no widget 'nochat'",
        "unset chat cors.allowed|2|Did you mean cors.allowedOrigins?",
        "show chat lader|2|there is no setting 'lader'",
        "chat set aliasMode|2|KEY VALUE",
        "|2|expected WIDGET, show, set or unset"
      })
  void settings_wrong_saysWhatToDoAndChangesNothing(String arguments, int code, String message) {
    String before = origin.call("GET", "/widgets/chat/settings", "").body();
    CliRun run = run(("settings" + (arguments == null ? "" : " " + arguments)).split(" ", -1));
    assertThat(run.code()).as("%s", run).isEqualTo(code);
    assertThat(run.err()).contains(message);
    assertThat(origin.call("GET", "/widgets/chat/settings", "").body()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"cacheControl.gone", "loader.attributes.type"})
  void show_nameThatIsNotSet_hasTheDefault(String key) {
    assertThat(run("settings", "show", "chat", key).out()).containsPattern(key + " +\\(default\\)");
  }

  /** Also when somebody else sets them meanwhile: the command sends only what it changes. */
  @Test
  void settings_byOption_keepsAllOthers() {
    assertThat(run("settings", "chat", "--alias-mode", "stub").code()).isZero();
    assertThat(run("settings", "chat", "--deltas", "off", "--public-versions", "false").code())
        .isZero();
    assertThat(origin.call("GET", "/widgets/chat/settings", "").body())
        .contains(
            "\"aliasMode\":\"stub\"",
            "\"deltas\":\"off\"",
            "\"publicVersions\":false",
            "\"global\":\"Chat\"");
  }

  @Test
  void settings_signingKey_staysUntilAnEmptyOneEndsSigning() {
    String key = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
    run("settings", "chat", "--signing-key", key);
    assertThat(run("settings", "chat", "--require-signatures", "true").code()).isZero();
    assertThat(origin.call("GET", "/widgets/chat/settings", "").body())
        .contains("\"signing\":{\"keys\":[\"" + key + "\"],\"required\":true}");
    assertThat(run("settings", "chat", "--signing-key", "").code()).isZero();
    assertThat(origin.call("GET", "/widgets/chat/settings", "").body()).doesNotContain("signing");
    CliRun without = run("settings", "chat", "--require-signatures", "true");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("expected --signing-key too");
  }

  @Test
  void unset_keysAndGroups_haveTheDefaultAgain() {
    run("settings", "set", "chat", "cors.allowedOrigins", "https://a.example");
    run("settings", "set", "chat", "cacheControl.alias=max-age=1", "cacheControl.gone=max-age=2");

    CliRun run =
        run("settings", "unset", "chat", "cors.allowedOrigins", "cacheControl.gone", "loader");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("default for cors, cacheControl.gone, loader");
    assertThat(origin.call("GET", "/widgets/chat/settings", "").body())
        .isEqualToIgnoringWhitespace(
            "{\"aliasMode\":\"serve\",\"cacheControl\":{\"alias\":\"max-age=1\"}}");
    assertThat(run("settings", "unset", "chat", "cors", "loader.global").out())
        .contains("nothing to change");
  }

  @Test
  void show_byKey_showsWhatIsSetAndWhatThereIs() {
    run("settings", "set", "chat", "cors.allowedOrigins", "https://a.example", "https://b.example");

    assertThat(run("settings", "show", "chat").out())
        .containsPattern("cors\\.allowedOrigins +https://a\\.example https://b\\.example")
        .containsPattern("loader\\.global +Chat")
        .contains("other keys have the default: widget-origin settings show chat --all")
        .doesNotContain("deltas");
    assertThat(run("settings", "show", "chat", "--all").out())
        .containsPattern("deltas +\\(default\\)")
        .containsPattern("cacheControl\\.NAME +\\(default\\)");
    assertThat(run("settings", "show", "chat", "deltas", "loader").out())
        .containsPattern("deltas +\\(default\\)")
        .contains("loader.global")
        .doesNotContain("cors");
    assertThat(
            JsonMapper.shared()
                .readTree(run("settings", "show", "chat", "--json").out())
                .at("/loader/global")
                .asString())
        .isEqualTo("Chat");
    assertThat(run("settings", "chat").out()).contains("alias mode: serve", "loader: {");
  }
}
