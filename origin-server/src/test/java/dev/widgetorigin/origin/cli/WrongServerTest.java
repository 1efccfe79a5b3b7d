package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import dev.widgetorigin.origin.http.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise: whatever {@code --server} names by mistake, the message says what it is. */
final class WrongServerTest {
  @TempDir static Path folder;
  private static TestOrigin origin;
  private static TestOrigin secure;

  @BeforeAll
  static void start() {
    origin = TestOrigin.start(folder.resolve("store"), Map.of());
    var tls = TestCertificate.in(folder);
    secure =
        TestOrigin.start(
            folder.resolve("secure"),
            Map.of(
                "tls.certificate", tls.certificate().toString(), "tls.key", tls.key().toString()));
  }

  @AfterAll
  static void stop() {
    origin.close();
    secure.close();
  }

  private static String err(String server, String... command) {
    StringWriter err = new StringWriter();
    String[] arguments = new String[command.length + 2];
    System.arraycopy(command, 0, arguments, 0, command.length);
    arguments[command.length] = "--server";
    arguments[command.length + 1] = server;
    int code = Cli.run(terminal(err), arguments);
    assertThat(code).as(err.toString()).isEqualTo(1);
    assertThat(err.toString()).doesNotContain("t0k3n", "Exception");
    return err.toString();
  }

  private static Terminal terminal(StringWriter err) {
    return TestTerminal.unattended(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err),
        Map.of("WIDGET_ORIGIN_TOKEN", "t0k3n"));
  }

  @Test
  void list_atTheDeliveryListener_saysSo() {
    assertThat(err(origin.deliveryUrl(), "list")).contains("is the delivery listener", "8081");
  }

  @Test
  void publish_atTheDeliveryListener_saysSo() throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.write(bundle.resolve("index.js"), new byte[3 << 20]);
    assertThat(
            err(
                origin.deliveryUrl(),
                "publish",
                bundle.toString(),
                "--widget",
                "w",
                "--version",
                "1.0.0"))
        .contains("is the delivery listener");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/-/console/", "/-/console/widgets/chat", "/-/api/v1", "/-/npm/", "/health"})
  void list_atAPageOfTheOrigin_saysWhatToLeaveOut(String path) {
    assertThat(err(origin.controlUrl() + path, "list"))
        .contains("is a page of the origin", "--server " + origin.controlUrl() + "\n");
  }

  @Test
  void list_belowAPathThatTheOriginDoesNotHave_saysWhatToLeaveOut() {
    assertThat(err(origin.controlUrl() + "/prefix", "list"))
        .contains("has no /prefix", "--server " + origin.controlUrl() + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list --server http://127.0.0.1:99999|expected a port up to 65535",
        "list --server http://127.0.0.1:65536/|expected a port up to 65535",
        "verify --repair-from http://127.0.0.1:65536|expected a port up to 65535",
        "list --server http://my_host:8081|letters, digits, hyphens and dots only",
        "list --server http://m\u00fcnchen.example|letters, digits, hyphens and dots only",
        "list --server http://:8081|expected a URL such as",
        "list --server http://[::1|expected a URL such as",
        "list --server 127.0.0.1:8081|expected a URL such as",
      })
  void server_thatIsNoUrl_isAUsageErrorThatSaysWhy(String command, String expected) {
    StringWriter err = new StringWriter();
    assertThat(Cli.run(terminal(err), command.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).contains(expected).doesNotContain("Exception");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pin chat --json|expected WIDGET ALIAS VERSION",
        "channel chat beta ^1|channel follow chat beta ^1",
      })
  void usageError_withTooLittleOrARange_saysWhatWasExpected(String command, String expected) {
    StringWriter err = new StringWriter();
    assertThat(Cli.run(terminal(err), command.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).contains(expected).doesNotContain("mandatory");
  }

  @Test
  void list_byHttpsWithoutTls_saysSo() {
    assertThat(err(origin.controlUrl().replace("http:", "https:"), "list"))
        .contains("does not speak TLS", "http://");
  }

  @Test
  void list_atTheDeliveryListenerWithoutItsTls_saysSo() {
    assertThat(err(secure.deliveryUrl().replace("https:", "http:"), "list"))
        .contains("is the delivery listener");
  }

  @Test
  void list_certificateOfNobodyTrusted_saysSo() {
    assertThat(err(secure.deliveryUrl(), "list")).contains("certificate", "trustStore");
  }

  @Test
  void list_noHostAndNothingThere_sayWhich() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThat(err("http://127.0.0.1:" + port, "list")).contains("nothing answers at");
    assertThat(err("http://no-such-host.invalid", "list"))
        .contains("there is no host no-such-host.invalid");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|text/html|<html><title>Sign in</title>|\"Sign in\"",
        "404|text/html|<!doctype html><title>404 Not Found</title>|not widget-origin's control API",
        "413|text/html|<html><title>413 Request Entity Too Large</title>|client_max_body_size",
        "502|text/html|<html><title>502 Bad Gateway</title>|does not answer",
        "504|text/html|<html>|time-outs",
        "401|text/html|<html>|another sign-in",
        "400|text/html|<html>The plain HTTP request was sent to HTTPS port|say https://",
        "200|application/json|{\"widgets\":[]}|not as widget-origin's control API does",
        "404|application/json|{\"error\":\"no route\"}|not as widget-origin's control API does",
        "200|application/json|hello|not as widget-origin's control API does",
        "200|application/json|''|not as widget-origin's control API does",
        "200|text/plain|''|not as widget-origin's control API does",
        "200|text/plain|hello|not as widget-origin's control API does",
        "500|text/plain|oops|answered 500",
        "302|text/html|x|redirects to /elsewhere"
      })
  void list_whereSomethingElseAnswers_saysWhatItIs(
      int status, String type, String body, String expected) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", type);
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      assertThat(err("http://127.0.0.1:" + server.getAddress().getPort(), "list"))
          .contains(expected);
    } finally {
      server.stop(0);
    }
  }

  /** Messages end up in the logs of pipelines. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list --server http://user:s3cret@127.0.0.1|without a user name",
        "list --server http://user:s3%cret@127.0.0.1|without a user name",
        "list --server http://user:s3cret@a_b:1|without a user name",
        "list --server ftp://user:s3cret@127.0.0.1|without a user name",
        "list --server user:s3cret@127.0.0.1|without a user name",
        "list --server http://127.0.0.1?token=s3cret|expected a URL such as",
        "list --tokn s3cret|unknown option '--tokn'",
        "list --tokn=s3cret|unknown option '--tokn'",
        "list -ts3cret|unknown option '-t'",
        "yank chat 1.0.0 --tokn s3cret|unknown option '--tokn'",
        "yank --tokn s3cret chat 1.0.0|unknown option '--tokn'",
        "doctor --token s3cret|unknown option '--token'",
        "--token s3cret list|unknown option '--token'",
        "verify --repair-from http://user:s3cret@127.0.0.1|without a user name",
        "list --json --tokn s3cret|unknown option '--tokn'"
      })
  void usageError_withASecretInTheArguments_doesNotRepeatIt(String command, String expected) {
    StringWriter err = new StringWriter();
    assertThat(Cli.run(terminal(err), command.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).contains(expected).doesNotContain("s3");
  }

  @Test
  void usageError_withAnUnknownCommand_namesItAndWhatItMayBe() {
    StringWriter err = new StringWriter();
    assertThat(Cli.run(terminal(err), "publsh")).isEqualTo(2);
    assertThat(err.toString()).contains("unexpected argument 'publsh'", "publish");
  }
}
