package dev.widgetorigin.origin.audit;

import dev.widgetorigin.origin.web.text.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry as a line of the audit log: JSON, UTF-8, with a line feed at its end. {@link AuditLog}
 * shows one. Secrets in its texts are hidden, and long texts cut off. Pure.
 */
final class AuditLine {
  private static final int MAX_TEXT = 1000;

  private AuditLine() {}

  /**
   * @param last the line before it, whose number and hash it goes on from
   */
  static byte[] of(AuditEntry entry, Instant time, AuditChain.Link last) {
    ObjectNode line = JsonMapper.shared().createObjectNode();
    line.put("n", last.number() + 1);
    line.put("time", time.toString());
    line.put("who", bounded(entry.who()));
    line.put("address", bounded(entry.address()));
    line.put("action", entry.action());
    line.put("widget", bounded(entry.widget()));
    line.put("target", bounded(entry.target()));
    line.put("what", bounded(entry.what()));
    line.put("status", entry.status());
    line.put("sequence", entry.sequence());
    line.put("why", bounded(entry.why()));
    line.put("prev", last.hash());
    return (JsonMapper.shared().writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String bounded(String text) {
    if (text == null) {
      return "";
    }
    String hidden = Redaction.hide(text);
    return hidden.length() <= MAX_TEXT ? hidden : hidden.substring(0, MAX_TEXT) + "…";
  }
}
