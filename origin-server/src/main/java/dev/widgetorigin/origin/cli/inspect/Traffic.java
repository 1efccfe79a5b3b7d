package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.web.text.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/**
 * What a page asks for: the page and the bundle are answered here, everything else is noted, and
 * refused where the network is not allowed. Called by the connection's thread.
 */
final class Traffic {
  private static final Pattern HOST = Pattern.compile("(?:https?|wss?)://(?:[^/?#]*@)?([^/?#]+)");

  private final DevTools devTools;
  private final String session;
  private final Subject subject;
  private final Page page;
  private final Observation observed;
  private volatile boolean started;

  Traffic(DevTools devTools, String session, Subject subject, Page page, Observation observed) {
    this.devTools = devTools;
    this.session = session;
    this.subject = subject;
    this.page = page;
    this.observed = observed;
  }

  /** What was asked for before is the page's own. */
  void startsNow() {
    started = true;
  }

  void told(String method, JsonNode parameters) {
    if (method.equals("Fetch.requestPaused")) {
      answer(Visit.text(parameters, "requestId"), Visit.text(parameters.path("request"), "url"));
    } else if (method.equals("Network.webSocketCreated")) {
      var unused = host(Visit.text(parameters, "url"));
    }
  }

  private void answer(String request, String url) {
    String host = host(url);
    if (Page.HOST.equals(host)) {
      own(request, address(url));
    } else if (host == null || page.html() == null) {
      devTools.send(session, "Fetch.continueRequest", Map.of("requestId", request));
    } else {
      devTools.send(
          session,
          "Fetch.failRequest",
          Map.of("requestId", request, "errorReason", "BlockedByClient"));
    }
  }

  /**
   * With its port; notes it where it is another's. Null for what is no address of a host, such as
   * {@code data:}. Not by {@link URI}, which has no host for {@code a_b.example}.
   */
  private String host(String url) {
    Matcher matcher = HOST.matcher(url);
    if (!matcher.lookingAt()) {
      return null;
    }
    String host = matcher.group(1);
    if (started && !Page.HOST.equals(host)) {
      observed.add(Kind.HOSTS, host);
    }
    return host;
  }

  /** Without a path where it has none that can be read. */
  private static URI address(String url) {
    try {
      return new URI(url.replaceAll("[\\[\\]{}|^`\"<> \\\\]", "_"));
    } catch (URISyntaxException e) {
      return URI.create("https://" + Page.HOST);
    }
  }

  private void own(String request, URI address) {
    String path = Page.bundlePath(address);
    try {
      byte[] body = path == null ? ofPage(address) : subject.read(path);
      if (body != null && path != null) {
        observed.addTo("bytes", body.length);
        observed.addTo("gzipBytes", gzipped(body));
        observed.addTo("files", 1);
      } else if (body == null && path != null) {
        observed.add(Kind.ERRORS, "asked for " + path + ", which the bundle does not have");
      }
      fulfil(request, body, path == null ? "text/html; charset=utf-8" : MediaTypes.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] ofPage(URI address) {
    return page.html() != null && "/".equals(address.getPath())
        ? page.html().getBytes(StandardCharsets.UTF_8)
        : null;
  }

  private void fulfil(String request, byte[] body, String type) {
    List<Map<String, String>> headers = new ArrayList<>();
    headers.add(header("Content-Type", type));
    headers.add(header("Access-Control-Allow-Origin", "*"));
    headers.add(header("Content-Security-Policy-Report-Only", Page.POLICY));
    devTools.send(
        session,
        "Fetch.fulfillRequest",
        Map.of(
            "requestId",
            request,
            "responseCode",
            body == null ? 404 : 200,
            "responseHeaders",
            headers,
            "body",
            Base64.getEncoder().encodeToString(body == null ? new byte[0] : body)));
  }

  private static Map<String, String> header(String name, String value) {
    return Map.of("name", name, "value", value);
  }

  private static long gzipped(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.size();
  }
}
