package dev.widgetorigin.origin.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Finds lines of an audit log. */
public final class AuditReader {
  private AuditReader() {}

  /**
   * What lines are looked for; null is everything.
   *
   * @param since no older ones
   * @param who exactly that name
   * @param widget exactly that one
   * @param action e.g. {@code rollback}
   * @param limit so many of the newest
   */
  public record Query(Instant since, String who, String widget, String action, int limit) {
    boolean fits(JsonNode line) {
      return is(who, line.path("who"))
          && is(widget, line.path("widget"))
          && is(action, line.path("action"))
          && (since == null || !time(line).isBefore(since));
    }

    private static boolean is(String wanted, JsonNode found) {
      return wanted == null || wanted.equals(found.asString(""));
    }

    private static Instant time(JsonNode line) {
      try {
        return Instant.parse(line.path("time").asString(""));
      } catch (DateTimeException e) {
        // A line that does not tell is shown rather than hidden.
        return Instant.MAX;
      }
    }
  }

  /** Of all nodes whose logs lie in the folder, oldest first. The origin may be running. */
  public static List<JsonNode> find(Path folder, Query query) throws IOException {
    List<Deque<JsonNode>> nodes = new ArrayList<>();
    for (AuditFiles files : AuditFiles.in(folder)) {
      nodes.add(find(files, query));
    }
    List<JsonNode> merged = merge(nodes);
    return List.copyOf(merged.subList(Math.max(0, merged.size() - query.limit()), merged.size()));
  }

  /** By time; lines of one node stay in their order, whatever its clock did. */
  private static List<JsonNode> merge(List<Deque<JsonNode>> nodes) {
    List<JsonNode> merged = new ArrayList<>();
    while (true) {
      Optional<Deque<JsonNode>> next =
          nodes.stream()
              .filter(lines -> !lines.isEmpty())
              .min(Comparator.comparing(lines -> Query.time(lines.peek())));
      if (next.isEmpty()) {
        return merged;
      }
      merged.add(next.get().remove());
    }
  }

  private static Deque<JsonNode> find(AuditFiles files, Query query) throws IOException {
    Deque<JsonNode> found = new ArrayDeque<>();
    for (AuditFiles.Segment segment : files.segments()) {
      if (query.since() == null || !ends(segment).isBefore(query.since())) {
        AuditChain.read(segment.path(), new Matches(query, found));
      }
    }
    if (Files.exists(files.file())) {
      AuditChain.read(files.file(), new Matches(query, found));
    }
    return found;
  }

  private static Instant ends(AuditFiles.Segment segment) {
    LocalDate next = segment.day().plusDays(1);
    return next.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private record Matches(Query query, Deque<JsonNode> found) implements AuditChain.Lines {
    @Override
    public void line(byte[] bytes) {
      JsonNode json = AuditChain.parse(bytes);
      if (json != null && query.fits(json)) {
        found.add(json);
        if (found.size() > query.limit()) {
          found.remove();
        }
      }
    }

    @Override
    public void torn() {
      // The line is being written, or 'audit verify' tells of it.
    }
  }
}
