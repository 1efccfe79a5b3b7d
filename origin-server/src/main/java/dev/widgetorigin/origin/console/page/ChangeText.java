package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.changes.json.ChangeWords;
import dev.widgetorigin.origin.console.call.Doc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One change in words.
 *
 * @param widget it is about; empty for the whole store
 * @param words what happened, e.g. {@code Rolled back latest from 1.1.0 to 1.0.0}
 */
record ChangeText(String widget, String words) {
  /** Types of the API, and what people call them. */
  static final Map<String, String> KINDS = kinds();

  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("published", "Published");
    kinds.put("promoted", "Promoted");
    kinds.put("state-changed", "State changed");
    kinds.put("rolled-back", "Rolled back");
    kinds.put("pinned", "Pinned");
    kinds.put("unpinned", "Unpinned");
    kinds.put("channel-moved", "Channel moved");
    kinds.put("follow-changed", "Following changed");
    kinds.put("followed", "Followed");
    kinds.put("rollout-changed", "Rollout");
    kinds.put("rollout-site-quarantined", "Site held back");
    kinds.put("rollout-stuck", "Rollout stuck");
    kinds.put("rollout-inconclusive", "Rollout cannot be judged");
    kinds.put("rollout-held", "Rollout held by a pin");
    kinds.put("rollout-recovered", "Rollout goes on");
    kinds.put("switched-off", "Switched off");
    kinds.put("switched-on", "Switched on");
    kinds.put("settings-changed", "Settings changed");
    kinds.put("template-changed", "Loader template");
    kinds.put("purge-asked", "Purged by hand");
    kinds.put("repaired", "Repaired");
    kinds.put("completed", "Best variants made");
    kinds.put("purge-failed", "Edge takes no purges");
    kinds.put("purge-recovered", "Edge takes purges again");
    kinds.put("store-damaged", "Version damaged");
    kinds.put("store-recovered", "Version whole again");
    kinds.put("token-changed", "Token made");
    kinds.put("token-revoked", "Token revoked");
    kinds.put("swept", "Cleaned up");
    return kinds;
  }

  /**
   * Those of a batch.
   *
   * @param widget whose history it is; empty for all
   */
  static List<ChangeText> of(Doc batch, String widget) {
    List<ChangeText> texts = new ArrayList<>();
    for (Doc change : batch.list("changes")) {
      if (!ChangeWords.isPartOfRollback(change.json(), batch.json().path("changes"))) {
        String words = ChangeWords.of(change.json());
        texts.add(
            new ChangeText(
                change.has("widget") ? change.text("widget") : widget,
                words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1)));
      }
    }
    return texts;
  }
}
