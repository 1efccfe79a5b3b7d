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
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/**
 * What a page asks for: the page and the bundle are answered here, everything else is noted, and
 * refused where the network is not allowed. Called by the connection's thread.
 */
final class Traffic {
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
      address(Visit.text(parameters, "url"));
    }
  }

  private void answer(String request, String url) {
    URI address = address(url);
    if (address == null) {
      devTools.send(session, "Fetch.continueRequest", Map.of("requestId", request));
    } else if (Page.HOST.equals(address.getHost())) {
      own(request, address);
    } else if (page.html() == null) {
      devTools.send(session, "Fetch.continueRequest", Map.of("requestId", request));
    } else {
      devTools.send(
          session,
          "Fetch.failRequest",
          Map.of("requestId", request, "errorReason", "BlockedByClient"));
    }
  }

  /** Notes another host. Null for what is no address of a host, such as {@code data:}. */
  private URI address(String url) {
    try {
      URI address = new URI(url.replaceAll("[\\[\\]{}|^`\"<> \\\\]", "_"));
      if (address.getHost() == null) {
        return null;
      }
      if (started && !Page.HOST.equals(address.getHost())) {
        observed.add(
            Kind.HOSTS, address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort()));
      }
      return address;
    } catch (URISyntaxException e) {
      return null;
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
