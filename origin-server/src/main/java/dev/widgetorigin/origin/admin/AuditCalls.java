package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.audit.AuditChain;
import dev.widgetorigin.origin.audit.AuditReader;
import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.web.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The audit log of this node, for administrators: it names addresses and what was refused.
 *
 * <pre>
 * GET /-/api/v1/audit          lines, newest first; ?who= ?widget= ?action= ?since= ?limit= ?before=
 * GET /-/api/v1/audit/verify   whether the chain of its lines is whole
 * </pre>
 */
public final class AuditCalls {
  private static final int PAGE = 1000;
  private static final String CURSOR = "[0-9a-z]+:[0-9]{1,18}";

  private final Path folder;
  private final InstantSource clock;

  private AuditCalls(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Rows for the control API's table.
   *
   * @param folder of the store, which the log lies in
   */
  public static List<ApiRoute> routes(Path folder, InstantSource clock) {
    AuditCalls calls = new AuditCalls(folder, clock);
    return List.of(
        ApiRoute.look("/-/api/v1/audit", calls::list).needs(Permission.ADMIN).takesLong(),
        ApiRoute.look("/-/api/v1/audit/verify", calls::verify).needs(Permission.ADMIN).takesLong());
  }

  private ApiAnswer list(ApiCall call) throws IOException {
    call.onlyQuery("who", "widget", "action", "since", "limit", "before");
    AuditReader.Page page =
        AuditReader.page(
            folder,
            new AuditReader.Query(
                QueryTimes.since(call, "since", clock.instant()),
                call.query("who"),
                call.query("widget"),
                call.query("action"),
                before(call.query("before")),
                (int) call.number("limit", 100, 1, PAGE)));
    List<Map<String, Object>> lines =
        new ArrayList<>(page.lines().stream().map(AuditCalls::line).toList());
    Collections.reverse(lines);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("lines", lines);
    if (!page.next().isEmpty()) {
      json.put("next", cursor(page.next()));
    }
    return ApiAnswer.json(200, json);
  }

  /** As it is in the file, with the node whose file that is. */
  private static Map<String, Object> line(AuditReader.Line line) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", line.node());
    for (Map.Entry<String, JsonNode> field : line.json().properties()) {
      json.put(field.getKey(), field.getValue());
    }
    return json;
  }

  /** {@code a1:120,b2:77}: of each node, lines before that number. */
  private static String cursor(Map<String, Long> ends) {
    return new TreeMap<>(ends)
        .entrySet().stream()
            .map(each -> each.getKey() + ":" + each.getValue())
            .collect(Collectors.joining(","));
  }

  private static Map<String, Long> before(String cursor) {
    Map<String, Long> ends = new LinkedHashMap<>();
    for (String part : cursor == null ? new String[0] : cursor.split(",", -1)) {
      if (!part.matches(CURSOR)) {
        throw ProblemException.invalid(List.of("before: expected 'next' of an earlier answer"));
      }
      String[] both = part.split(":", -1);
      ends.put(both[0], Long.parseLong(both[1]));
    }
    return ends;
  }

  private ApiAnswer verify(ApiCall call) throws IOException {
    call.onlyQuery();
    AuditChain.Reports report = AuditChain.verify(folder);
    Map<String, Object> nodes = new LinkedHashMap<>();
    report.nodes().forEach((node, each) -> nodes.put(node, each.head().hash()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("whole", report.whole());
    json.put("lines", report.lines());
    json.put("removed", report.removed());
    json.put("head", report.head());
    json.put("problems", report.problems());
    json.put("nodes", nodes);
    return ApiAnswer.json(200, json);
  }
}
