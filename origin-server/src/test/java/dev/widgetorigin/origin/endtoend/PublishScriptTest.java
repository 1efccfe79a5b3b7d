package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: the shell example of {@code deploy/} publishes, may be repeated, and tells why not.
 */
final class PublishScriptTest {
  private record Ran(int exit, String said) {}

  /** Each test has a widget of its own in it. */
  private static OriginProcess origin;

  @TempDir Path folder;

  @BeforeAll
  static void start(@TempDir Path store) {
    assumeTrue(
        Stream.of("/bin/sh", "/usr/bin/curl", "/usr/bin/tar")
            .allMatch(p -> Files.exists(Path.of(p))),
        "no sh, curl or tar on this machine: install them to run this test");
    origin = OriginProcess.start(store.resolve("store"));
  }

  @AfterAll
  static void stop() {
    if (origin != null) {
      origin.close();
    }
  }

  @Test
  void script_onATag_publishesOnceAndSaysWhatIsRefused() throws Exception {
    Path script = file("dist/index.js", "console.log(1)\n");
    String bundle = script.getParent().toString();
    Ran first = publish("@acme/chat", "v1.0.0", bundle);
    Ran again = publish("@acme/chat", "v1.0.0", bundle);
    Files.writeString(script, "console.log(2)\n");
    Ran other = publish("@acme/chat", "v1.0.0", bundle);
    Ran staged = publish("@acme/chat", "1.1.0", bundle, "staged");
    Ran stranger = run(origin.control().toString(), "wrong", "@acme/chat", "v2.0.0", bundle);

    assertThat(first.said()).contains("published @acme/chat v1.0.0 (released)");
    assertThat(first.exit()).isZero();
    assertThat(again.said()).contains("published before");
    assertThat(again.exit()).isZero();
    assertThat(other.said()).contains("refused (409)", "Publish another number");
    assertThat(other.exit()).isEqualTo(1);
    assertThat(staged.exit()).isZero();
    assertThat(stranger.said()).contains("refused (401)").doesNotContain("wrong");
    assertThat(stranger.exit()).isEqualTo(1);
    assertThat(new String(origin.get("/@acme/chat/latest/index.js").body(), StandardCharsets.UTF_8))
        .isEqualTo("console.log(1)\n");
  }

  @Test
  void script_folderThatHoldsOnlyAFolder_keepsBoth() throws Exception {
    file("my dist/assets/js/a.js", "console.log(1)\n");
    Ran ran = publish("folders", "1.0.0", "my dist");
    assertThat(ran.said()).contains("published folders 1.0.0");
    assertThat(origin.get("/folders/1.0.0/assets/js/a.js").statusCode()).isEqualTo(200);
  }

  @Test
  void script_serverWithASlashAtItsEnd_publishes() throws Exception {
    file("dist/index.js", "console.log(1)\n");
    Ran ran = run(origin.control() + "/", OriginProcess.TOKEN, "slash", "1.0.0", "dist");
    assertThat(ran.said()).contains("published slash 1.0.0");
  }

  @Test
  void script_afterARollback_saysWhatHoldsItAndUnpinLetsItOut() throws Exception {
    Path script = file("dist/index.js", "console.log(1)\n");
    publish("fixed", "1.0.0", "dist");
    Files.writeString(script, "console.log(2)\n");
    assertThat(publish("fixed", "1.1.0", "dist").said()).doesNotContain("held");
    byte[] why = "{\"reason\":\"broken\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(origin.api("POST", "/widgets/fixed/aliases/latest/rollback", why).statusCode())
        .isEqualTo(200);
    Files.writeString(script, "console.log(3)\n");
    Ran fix = publish("fixed", "1.1.1", "dist");
    assertThat(fix.exit()).isZero();
    assertThat(fix.said())
        .contains("published fixed 1.1.1", "held: latest, v1 stay on 1.0.0", "(broken)")
        .contains("To let 1.1.1 out: widget-origin unpin fixed latest");

    Files.writeString(script, "console.log(4)\n");
    Ran let =
        run(
            Map.of("WIDGET_ORIGIN_UNPIN", "true"),
            origin.control().toString(),
            OriginProcess.TOKEN,
            "fixed",
            "1.1.2",
            "dist");
    assertThat(let.said()).contains("published fixed 1.1.2").doesNotContain("held");
    assertThat(origin.get("/fixed/latest/index.js").body()).asString().contains("log(4)");
  }

  @Test
  void script_withAChannel_movesThatOnly() throws Exception {
    Path script = file("dist/index.js", "console.log(1)\n");
    publish("channel", "1.0.0", "dist");
    Files.writeString(script, "console.log(2)\n");
    Ran next =
        run(
            Map.of("WIDGET_ORIGIN_CHANNEL", "next"),
            origin.control().toString(),
            OriginProcess.TOKEN,
            "channel",
            "1.1.0",
            "dist");
    assertThat(next.exit()).as(next.said()).isZero();
    assertThat(origin.get("/channel/next/index.js").body()).asString().contains("log(2)");
    assertThat(origin.get("/channel/latest/index.js").body()).asString().contains("log(1)");
  }

  @Test
  void script_tokenThatWasPastedWithALineBreak_publishes() throws Exception {
    file("dist/index.js", "console.log(1)\n");
    String token = OriginProcess.TOKEN + "\r\n";
    Ran ran = run(origin.control().toString(), token, "pasted", "1.0.0", "dist");
    assertThat(ran.said()).contains("published pasted 1.0.0");
  }

  @Test
  void script_whereEverythingHasAProxy_reachesThisMachine() throws Exception {
    file("dist/index.js", "console.log(1)\n");
    Map<String, String> proxies =
        Map.of("http_proxy", "http://127.0.0.1:1", "no_proxy", "", "NO_PROXY", "");
    Ran ran =
        run(proxies, origin.control().toString(), OriginProcess.TOKEN, "proxied", "1.0.0", "dist");
    assertThat(ran.said()).contains("published proxied 1.0.0");
  }

  @Test
  void script_atTheDeliveryListenerOrAtSomethingElse_saysSo() throws Exception {
    file("dist/index.js", "console.log(1)\n");
    Ran delivery = run(origin.delivery().toString(), "token", "chat", "1.0.0", "dist");
    assertThat(delivery.exit()).isEqualTo(1);
    assertThat(delivery.said()).contains("is the delivery listener", "control.port");
    Ran refused = run(origin.control().toString(), "wrong", "chat", "1.0.0", "dist");
    assertThat(refused.said()).contains("401").doesNotContain("something else");
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    other.start();
    try {
      String url = "http://127.0.0.1:" + other.getAddress().getPort();
      Ran page = run(url, "token", "chat", "1.0.0", "dist");
      assertThat(page.exit()).isEqualTo(1);
      assertThat(page.said())
          .contains("not of widget-origin's control listener")
          .doesNotContain("was published before");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void script_nothingThere_isCode1AndSaysSo() throws Exception {
    file("dist/index.js", "console.log(1)\n");
    Ran ran = run("http://127.0.0.1:1", "a\"b\\", "chat", "1.0.0", "dist");
    assertThat(ran.exit()).as(ran.said()).isEqualTo(1);
    assertThat(ran.said()).contains("127.0.0.1").doesNotContain("a\"b");
  }

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Ran publish(String... arguments) throws IOException, InterruptedException {
    return run(origin.control().toString(), OriginProcess.TOKEN, arguments);
  }

  private Ran run(String server, String token, String... arguments)
      throws IOException, InterruptedException {
    return run(Map.of(), server, token, arguments);
  }

  private Ran run(Map<String, String> environment, String server, String token, String... arguments)
      throws IOException, InterruptedException {
    // Tests run in the module's folder or in the root.
    Path here = Path.of("deploy/publish.sh");
    Path script = Files.exists(here) ? here : Path.of("../deploy/publish.sh");
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("WIDGET_ORIGIN_SERVER", server);
    builder.environment().put("WIDGET_ORIGIN_TOKEN", token);
    builder.environment().put("no_proxy", "127.0.0.1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), said);
  }
}
