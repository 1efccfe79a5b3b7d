package dev.widgetorigin.origin.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody signed in to the console, without a browser: pages as the text that people read. */
final class ConsoleClient {
  private static final String ROOT = "/-/console/";
  private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

  private final TestOrigin origin;
  private final String cookie;

  ConsoleClient(TestOrigin origin, String token) {
    this.origin = origin;
    HttpResponse<String> signedIn = post("sign-in", null, "token=" + token);
    assertThat(signedIn.statusCode()).isEqualTo(303);
    this.cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
  }

  /** A page's markup. */
  String page(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin.controlUrl() + ROOT + path))
            .header("Cookie", cookie);
    HttpResponse<String> response = TestOrigin.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  /**
   * A connection on which an open page has asked whether there is a change after that one; the
   * answer is still to be read.
   */
  Socket changesAfter(long sequence) throws IOException {
    URI control = URI.create(origin.controlUrl());
    Socket socket = new Socket(control.getHost(), control.getPort());
    String request =
        "GET %schanges?after=%d HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n"
            .formatted(ROOT, sequence, cookie);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Sends a form of a page, whatever that shows, and answers what came of it. */
  HttpResponse<String> send(String path, String fields) {
    Matcher form = FORM.matcher(page(path));
    assertThat(form.find()).isTrue();
    String all = fields + "&back=" + encoded(ROOT + path) + "&form=" + encoded(form.group(1));
    return post("act", cookie, all);
  }

  /** Sends a form, and comes to the page that it leads to. */
  String act(String path, String fields) {
    HttpResponse<String> response = send(path, fields);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    String to = response.headers().firstValue("Location").orElseThrow();
    assertThat(to).startsWith(ROOT + path);
    return page(to.substring(ROOT.length()));
  }

  private HttpResponse<String> post(String path, String cookie, String form) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin.controlUrl() + ROOT + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    return TestOrigin.send(request, BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What is read of a page. */
  static String text(String page) {
    return page.replaceAll("(?s)<head>.*?</head>|<[^>]*>", " ")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ");
  }
}
