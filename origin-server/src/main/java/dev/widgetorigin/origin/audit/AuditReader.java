package dev.widgetorigin.origin.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   * @param before of each node that it names, only lines with a lower number
   * @param limit so many of the newest
   */
  public record Query(
      Instant since,
      String who,
      String widget,
      String action,
      Map<String, Long> before,
      int limit) {
    public Query(Instant since, String who, String widget, String action, int limit) {
      this(since, who, widget, action, Map.of(), limit);
    }

    boolean fits(String node, JsonNode line) {
      Long end = before.get(node);
      return is(who, line.path("who"))
          && is(widget, line.path("widget"))
          && is(action, line.path("action"))
          && (end == null || line.path("n").asLong(Long.MAX_VALUE) < end)
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

    /** The same for the lines that come before those of a page. */
    Map<String, Long> after(List<Line> page) {
      Map<String, Long> ends = new HashMap<>(before);
      page.forEach(
          line -> ends.merge(line.node(), line.json().path("n").asLong(Long.MAX_VALUE), Math::min));
      return ends;
    }
  }

  /**
   * A line, and the node in whose log it is.
   *
   * @param time when it was written, as it tells
   * @param bytes its text; a log may have more lines than there is memory for as JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Line(String node, Instant time, byte[] bytes) {
    /** Parsed anew at each call. */
    public JsonNode json() {
      return AuditChain.parse(bytes);
    }
  }

  /**
   * Lines, oldest first.
   *
   * @param next where a query for older ones goes on ({@link Query#before}); empty where there are
   *     none
   */
  public record Page(List<Line> lines, Map<String, Long> next) {}

  /** Whether a node has ever begun a log in this folder. */
  public static boolean hasLog(Path folder) throws IOException {
    return !AuditFiles.in(folder).isEmpty();
  }

  /** Of all nodes whose logs lie in the folder, oldest first. The origin may be running. */
  public static List<Line> find(Path folder, Query query) throws IOException {
    return page(folder, query).lines();
  }

  /** The same, and how to go on. */
  public static Page page(Path folder, Query query) throws IOException {
    List<Deque<Line>> nodes = new ArrayList<>();
    for (AuditFiles files : AuditFiles.in(folder)) {
      nodes.add(find(files, query));
    }
    List<Line> merged = merge(nodes);
    int older = Math.max(0, merged.size() - query.limit());
    List<Line> lines = List.copyOf(merged.subList(older, merged.size()));
    boolean more = lines.size() == query.limit();
    return new Page(lines, more ? query.after(lines) : Map.of());
  }

  /** By time; lines of one node stay in their order, whatever its clock did. */
  private static List<Line> merge(List<Deque<Line>> nodes) {
    List<Line> merged = new ArrayList<>();
    while (true) {
      Optional<Deque<Line>> next =
          nodes.stream()
              .filter(lines -> !lines.isEmpty())
              .min(Comparator.comparing(lines -> lines.peek().time()));
      if (next.isEmpty()) {
        return merged;
      }
      merged.add(next.get().remove());
    }
  }

  /** Backwards, file by file: the newest lines are asked for most often. */
  private static Deque<Line> find(AuditFiles files, Query query) throws IOException {
    Deque<Line> found = new ArrayDeque<>();
    List<Path> newestFirst = new ArrayList<>(files.all());
    Collections.reverse(newestFirst);
    for (Path path : newestFirst) {
      if (found.size() == query.limit()) {
        break;
      }
      if (isOld(path, query)) {
        continue;
      }
      Matches matches = new Matches(files.node(), query, new ArrayDeque<>());
      AuditChain.read(path, matches);
      while (!matches.found().isEmpty() && found.size() < query.limit()) {
        found.addFirst(matches.found().removeLast());
      }
    }
    return found;
  }

  /** Whether a segment ends before what is looked for begins. */
  private static boolean isOld(Path path, Query query) {
    LocalDate day = AuditFiles.dayOf(path);
    return query.since() != null
        && day != null
        && day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).isBefore(query.since());
  }

  private record Matches(String node, Query query, Deque<Line> found) implements AuditChain.Lines {
    @Override
    public void line(byte[] bytes) {
      JsonNode json = AuditChain.parse(bytes);
      if (json != null && query.fits(node, json)) {
        found.add(new Line(node, Query.time(json), bytes));
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
