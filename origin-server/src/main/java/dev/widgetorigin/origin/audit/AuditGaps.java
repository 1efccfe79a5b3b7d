package dev.widgetorigin.origin.audit;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds changes of the change log that have no line in the audit log, and makes their lines. */
final class AuditGaps {
  /**
   * Calls that run at the same time write their lines in any order, so a line may be missing before
   * one that is there; by no more than there are threads.
   */
  private static final int UNORDERED = 64;

  private static final int PAGE = 1000;

  private AuditGaps() {}

  /**
   * The change numbers that lines name, read file by file from the newest until at least {@value
   * #UNORDERED} were found.
   */
  static Set<Long> sequences(List<Path> files) throws IOException {
    Set<Long> found = new HashSet<>();
    for (int i = files.size() - 1; i >= 0 && found.size() < UNORDERED; i--) {
      AuditChain.read(files.get(i), new Sequences(found));
    }
    return found;
  }

  private record Sequences(Set<Long> found) implements AuditChain.Lines {
    @Override
    public void line(byte[] bytes) {
      AuditPosition position = AuditPosition.of(bytes);
      if (position != null && position.sequence() > 0) {
        found.add(position.sequence());
      }
    }

    @Override
    public void torn() {
      // cut off when the log is opened
    }
  }

  /**
   * What has no line, oldest first: of the changes after the newest that has one, and of some
   * before it. Of a log that names no change at all (a new one, or that of a restored store), of
   * the newest {@value #UNORDERED}.
   */
  static List<ChangeBatch> find(Catalog catalog, String node, Set<Long> present) {
    long newest = present.isEmpty() ? catalog.snapshot().sequence() : Collections.max(present);
    long from = newest - UNORDERED;
    List<ChangeBatch> missing = new ArrayList<>();
    long before = Long.MAX_VALUE;
    while (before > from + 1) {
      List<ChangeBatch> page = catalog.history(null, before, PAGE);
      if (page.isEmpty()) {
        break;
      }
      page.stream()
          .filter(batch -> batch.sequence() > from && !present.contains(batch.sequence()))
          .filter(batch -> batch.node().equals(node))
          .forEach(missing::add);
      before = page.get(page.size() - 1).sequence();
    }
    Collections.reverse(missing);
    return missing;
  }

  /**
   * The line of a change that no call wrote one for.
   *
   * @param when it was noticed; empty where nothing went wrong
   */
  static AuditEntry entry(ChangeBatch batch, String when) {
    Set<String> widgets = new LinkedHashSet<>();
    Set<String> kinds = new LinkedHashSet<>();
    for (Change change : batch.changes()) {
      if (change.widget() != null) {
        widgets.add(change.widget().toString());
      }
      kinds.add(
          change
              .getClass()
              .getSimpleName()
              .replaceAll("([a-z])([A-Z])", "$1-$2")
              .toLowerCase(Locale.ROOT));
    }
    String what = String.join(", ", kinds) + " at " + batch.time();
    return new AuditEntry(
        batch.who(),
        "-",
        "change",
        String.join(", ", widgets),
        "",
        when.isEmpty() ? what : what + "; found in the change log " + when,
        0,
        batch.sequence(),
        batch.why());
  }
}
