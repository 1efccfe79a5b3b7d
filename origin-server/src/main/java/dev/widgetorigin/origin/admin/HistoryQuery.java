package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.json.HistoryJson;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.ChangeBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which changes of the log are asked for: {@code ?who=ana&since=7d&type=rolled-back}, each
 * optional.
 *
 * @param who exactly that name; null for anybody
 * @param since no older ones; null for any age
 * @param type of at least one of its changes; null for any
 */
record HistoryQuery(String who, Instant since, String type) {
  /** Batches that are read at a time. */
  private static final int CHUNK = 500;

  /** So many batches one call looks through; the caller goes on after them. */
  private static final int MOST = 20_000;

  /**
   * What was found, newest first.
   *
   * @param next there may be more before that sequence; 0 where there are none
   */
  record Page(List<Map<String, Object>> batches, long next) {}

  static HistoryQuery of(ApiCall call, Instant now) {
    return new HistoryQuery(
        call.query("who"), QueryTimes.since(call, "since", now), call.query("type"));
  }

  private boolean all() {
    return who == null && since == null && type == null;
  }

  /**
   * Reads the log backwards. Blocks.
   *
   * @param widget null for all
   */
  Page find(Catalog catalog, WidgetName widget, long before, int limit) {
    List<Map<String, Object>> found = new ArrayList<>();
    int chunk = all() ? limit : CHUNK;
    long at = before;
    for (int read = 0; read < MOST; read += chunk) {
      List<ChangeBatch> batches = catalog.history(widget, at, chunk);
      for (ChangeBatch batch : batches) {
        at = batch.sequence();
        if (fits(batch, widget)) {
          found.add(HistoryJson.batch(batch, widget));
        }
        if (found.size() == limit) {
          return new Page(found, at);
        }
      }
      if (batches.size() < chunk || batches.stream().noneMatch(this::young)) {
        return new Page(found, 0);
      }
    }
    return new Page(found, at);
  }

  /** Nodes' clocks differ, so one older change does not end the search; a whole chunk does. */
  private boolean young(ChangeBatch batch) {
    return since == null || !batch.time().isBefore(since);
  }

  private boolean fits(ChangeBatch batch, WidgetName widget) {
    return young(batch)
        && (who == null || who.equals(batch.who()))
        && (type == null || HistoryJson.types(batch, widget).contains(type));
  }
}
