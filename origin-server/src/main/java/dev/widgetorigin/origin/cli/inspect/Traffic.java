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
 * What a page, its frames and its workers ask for: the page and the bundle are answered here,
 * everything else is noted, and refused where the network is not allowed. Called by the
 * connection's thread.
 */
final class Traffic {
  private static final Pattern HOST = Pattern.compile("(?:https?|wss?)://(?:[^/?#]*@)?([^/?#]+)");

  private final DevTools devTools;
  private final Subject subject;
  private final HostPage page;
  private final Observation observed;
  private volatile boolean started;

  /** The frame that may not go to another page any more; null for as long as it may. */
  private volatile String held;

  private volatile String wanted;

  /**
   * @param subject null where the page is looked at without one
   */
  Traffic(DevTools devTools, Subject subject, HostPage page, Observation observed) {
    this.devTools = devTools;
    this.subject = subject;
    this.page = page;
    this.observed = observed;
  }

  /** What was asked for before is the page's own. */
  void startsNow() {
    started = true;
  }

  /** From now on this frame stays where it is: else what is looked at would be gone. */
  void hold(String frame) {
    held = frame;
  }

  /** Where the frame that is held wanted to go; null where nowhere. */
  String wanted() {
    return wanted;
  }

  /** Of the page, or of a frame or worker of it. */
  void told(String session, String method, JsonNode parameters) {
    switch (method) {
      case "Fetch.requestPaused" -> paused(session, parameters);
      case "Network.requestWillBeSent" -> {
        String url = PageVisit.text(parameters.path("request"), "url");
        note(url, isOfBundle(parameters.path("initiator")));
      }
      case "Network.webSocketCreated", "Network.webTransportCreated" ->
          note(PageVisit.text(parameters, "url"), isOfBundle(parameters.path("initiator")));
      case "Page.windowOpen" -> note(PageVisit.text(parameters, "url"), false);
      default -> {}
    }
  }

  /** Whether code of the bundle stands in what a request was caused by. */
  private boolean isOfBundle(JsonNode initiator) {
    return initiator.toString().contains(page.bundleBase());
  }

  private void paused(String session, JsonNode parameters) {
    String request = PageVisit.text(parameters, "requestId");
    String url = PageVisit.text(parameters.path("request"), "url");
    boolean leaves =
        PageVisit.text(parameters, "resourceType").equals("Document")
            && PageVisit.text(parameters, "frameId").equals(held);
    if (leaves) {
      wanted = url;
      String host = host(url);
      observed.add(Kind.ERRORS, "left the page for " + (host == null ? url : host), false);
      refuse(session, request, "Aborted");
      return;
    }
    note(url, false);
    String host = host(url);
    URI address = address(url);
    if (HostPage.HOST.equals(host) || page.bundlePath(address) != null) {
      own(session, request, address);
    } else if (host == null || page.html() == null) {
      devTools.send(session, "Fetch.continueRequest", Map.of("requestId", request));
    } else {
      refuse(session, request, "BlockedByClient");
    }
  }

  private void refuse(String session, String request, String why) {
    devTools.send(session, "Fetch.failRequest", Map.of("requestId", request, "errorReason", why));
  }

  private void note(String url, boolean own) {
    String host = host(url);
    boolean ofBundle = page.bundlePath(address(url)) != null;
    if (started && host != null && !ofBundle && !HostPage.HOST.equals(host)) {
      observed.add(Kind.HOSTS, host, own);
    }
  }

  /**
   * With its port. Null for what is no address of a host, such as {@code data:}. Not by {@link
   * URI}, which has no host for {@code a_b.example}.
   */
  private static String host(String url) {
    Matcher matcher = HOST.matcher(url);
    return matcher.lookingAt() ? matcher.group(1) : null;
  }

  /** Without a path where it has none that can be read. */
  private static URI address(String url) {
    try {
      return new URI(url.replaceAll("[\\[\\]{}|^`\"<> \\\\]", "_"));
    } catch (URISyntaxException e) {
      return URI.create("https://" + HostPage.HOST);
    }
  }

  private void own(String session, String request, URI address) {
    String path = page.bundlePath(address);
    try {
      byte[] body = path == null || subject == null ? ofPage(address) : subject.read(path);
      if (body != null && path != null) {
        observed.addTo("bytes", body.length);
        observed.addTo("gzipBytes", gzipped(body));
        observed.addTo("files", 1);
      } else if (body == null && path != null) {
        observed.add(Kind.ERRORS, "asked for " + path + ", which the bundle does not have");
      }
      fulfil(
          session, request, body, path == null ? "text/html; charset=utf-8" : MediaTypes.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] ofPage(URI address) {
    return page.html() != null && "/".equals(address.getPath())
        ? page.html().getBytes(StandardCharsets.UTF_8)
        : null;
  }

  private void fulfil(String session, String request, byte[] body, String type) {
    List<Map<String, String>> headers = new ArrayList<>();
    headers.add(header("Content-Type", type));
    headers.add(header("Access-Control-Allow-Origin", "*"));
    headers.add(header("Content-Security-Policy-Report-Only", HostPage.POLICY));
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
