package dev.widgetorigin.origin.cli.demo;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The page at {@code /} of a demo origin: embeds the sample widget by exact version with integrity,
 * by {@code v1}, by {@code latest} or from the beta channel, and shows what the origin answered.
 */
final class DemoPage implements Handler {
  /** How a page can ask for the widget: the query, and the selector it stands for. */
  private static final Map<String, String> WAYS = ways();

  private final String exact;
  private final Map<String, String> integrity;

  /**
   * @param exact the version that is embedded with integrity
   * @param integrity of its files by path
   */
  DemoPage(String exact, Map<String, String> integrity) {
    this.exact = exact;
    this.integrity = Map.copyOf(integrity);
  }

  private static Map<String, String> ways() {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("exact", "");
    ways.put("v1", "v1");
    ways.put("v1.0", "v1.0");
    ways.put("latest", "latest");
    ways.put("beta", "beta");
    return ways;
  }

  @Override
  public void handle(Request request, Responder responder) {
    String query = request.query() == null ? "" : request.query();
    String way = query.startsWith("via=") ? query.substring("via=".length()) : "exact";
    String page = page(WAYS.containsKey(way) ? way : "exact", authority(request));
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    HeaderBlock headers =
        HeaderBlock.builder()
            .add("Server", "widget-origin")
            .add("Content-Type", "text/html; charset=utf-8")
            .add("Cache-Control", "no-store")
            .add("X-Content-Type-Options", "nosniff")
            .add("Content-Length", Integer.toString(bytes.length))
            .build();
    boolean head = request.method() == Method.HEAD;
    responder.send(
        new Reply(
            200, headers, head ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(bytes))));
  }

  private static String authority(Request request) {
    String named = request.authority();
    return named != null && named.matches("[A-Za-z0-9.:\\[\\]-]+") ? named : "localhost";
  }

  private String page(String way, String authority) {
    String selector = way.equals("exact") ? "v" + exact : WAYS.get(way);
    String base = "/" + DemoWidget.NAME + "/" + selector + "/dist/chat-bubble";
    Map<String, String> values = new LinkedHashMap<>();
    values.put("embed-style", style(base, way));
    values.put("embed-script", script(base, way));
    values.put("nav", nav(way));
    values.put(
        "heading",
        way.equals("exact")
            ? "By exact version: bytes that never change, checked by the browser"
            : "By " + way + ": the page follows your releases");
    values.put(
        "snippet",
        escape(
            style("http://" + authority + base, way)
                + "\n"
                + script("http://" + authority + base, way)));
    values.put("asset", base + ".js");
    values.put("links", links());
    return DemoWidget.fill(DemoWidget.template("home.html"), values);
  }

  private String style(String base, String way) {
    return "<link rel=\"stylesheet\" href=\"%s.css\"%s>".formatted(base, check("css", way));
  }

  private String script(String base, String way) {
    return "<script src=\"%s.js\"%s></script>".formatted(base, check("js", way));
  }

  /** Only an exact version can be checked by its hash: an alias moves. */
  private String check(String extension, String way) {
    return way.equals("exact")
        ? " integrity=\"%s\" crossorigin=\"anonymous\""
            .formatted(integrity.get("dist/chat-bubble." + extension))
        : " crossorigin=\"anonymous\"";
  }

  private static String nav(String current) {
    StringBuilder nav = new StringBuilder();
    for (String way : WAYS.keySet()) {
      nav.append(
          "<a href=\"/?via=%s\"%s>%s</a>"
              .formatted(way, way.equals(current) ? " aria-current=\"page\"" : "", way));
    }
    return nav.toString();
  }

  private String links() {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("the bundle's own page, sandboxed", "/chat-bubble/latest/demo.html");
    links.put("jsDelivr's spelling", "/npm/chat-bubble@1/dist/chat-bubble.js");
    links.put("unpkg's spelling, entry file", "/chat-bubble@" + exact);
    links.put("what is in a version", "/chat-bubble/v" + exact + "/?meta");
    links.put("a range", "/chat-bubble@%5E1.0.0/dist/chat-bubble.js");
    links.put("health", "/health");
    StringBuilder rows = new StringBuilder();
    links.forEach(
        (what, url) ->
            rows.append(
                "<tr><th>%s</th><td><a href=\"%s\">%s</a></td></tr>".formatted(what, url, url)));
    return rows.toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
