package dev.widgetorigin.origin.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Follows the chain of an audit log line by line. A log whose first lines are gone is whole where a
 * later line tells that its retention removed them, up to which line and with which hash: such a
 * line is part of the chain, so it cannot be put in afterwards. Not thread-safe.
 */
final class AuditChecker implements AuditChain.Lines {
  private static final int MAX_PROBLEMS = 100;

  /** What {@code audit-NODE.head} told, or null. */
  private final AuditChain.Link recorded;

  private final List<String> problems = new ArrayList<>();

  /** Hashes of lines up to which lines were removed. */
  private final Map<Long, String> removals = new HashMap<>();

  /** What the first line names as its predecessor; null before there is a line. */
  private AuditChain.Link before;

  private AuditChain.Link last = new AuditChain.Link(0, AuditChain.GENESIS);
  private long lines;
  private boolean recordedSeen;

  AuditChecker(AuditChain.Link recorded) {
    this.recorded = recorded;
    this.recordedSeen = recorded == null || recorded.number() == 0;
  }

  @Override
  public void line(byte[] bytes) {
    lines++;
    String hash = AuditChain.hash(bytes, bytes.length);
    JsonNode json = AuditChain.parse(bytes);
    if (json == null) {
      problem("line %d is no audit line: it was edited".formatted(last.number() + 1));
      before = before == null ? last : before;
      last = new AuditChain.Link(last.number() + 1, hash);
      return;
    }
    AuditChain.Link named =
        new AuditChain.Link(json.path("n").asLong(-1) - 1, json.path("prev").asString(""));
    if (before == null) {
      before = named;
    } else {
      follows(named);
    }
    last = new AuditChain.Link(named.number() + 1, hash);
    special(json);
    if (recorded != null && recorded.number() == last.number()) {
      recordedSeen = true;
      if (!recorded.hash().equals(hash)) {
        problem("line %d is not as it was written: it was edited".formatted(last.number()));
      }
    }
  }

  private void follows(AuditChain.Link named) {
    if (named.number() != last.number()) {
      problem(
          "line %d is number %d, expected %d: lines were removed, added or moved"
              .formatted(last.number() + 1, named.number() + 1, last.number() + 1));
    } else if (!named.hash().equals(last.hash())) {
      problem(
          "line %d does not match the line that %d was chained to: it was edited"
              .formatted(last.number(), named.number() + 1));
    }
  }

  private void special(JsonNode json) {
    String action = json.path("action").asString("");
    if (action.equals(AuditLog.DAMAGED)) {
      problem("line %d: %s".formatted(last.number(), json.path("why").asString("")));
    } else if (action.equals(AuditLog.REMOVED)) {
      String number = json.path("target").asString("");
      if (number.matches("[0-9]{1,18}")) {
        removals.put(Long.parseLong(number), json.path("what").asString(""));
      }
    }
  }

  @Override
  public void torn() {
    problem("the last line is torn: a crash cut it off; the next start of the origin repairs it");
  }

  AuditChain.Report report() {
    long removed = before == null ? 0 : Math.max(0, before.number());
    if (removed > 0 && !before.hash().equals(removals.get(removed))) {
      problems.add(
          0,
          "the log begins at line %d: the lines before it were removed, and not by its retention"
              .formatted(removed + 1));
    } else if (before != null
        && before.number() <= 0
        && !before.equals(new AuditChain.Link(0, AuditChain.GENESIS))) {
      problems.add(0, "line 1 does not begin the chain: it was edited, or lines were removed");
    }
    boolean seen = recordedSeen || recorded.number() <= removed;
    if (!seen && problems.isEmpty()) {
      problem(
          "the log ends at line %d, but line %d was written: it was cut short"
              .formatted(last.number(), recorded.number()));
    }
    return new AuditChain.Report(lines, removed, last, List.copyOf(problems));
  }

  private void problem(String text) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(text);
    }
  }
}
