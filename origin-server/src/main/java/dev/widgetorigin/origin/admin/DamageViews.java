package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.alias.AliasReport;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Substitute;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.widget.Widget;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which versions are damaged, and what answers in their place, for those who look. */
final class DamageViews {
  private static final Logger LOG = LoggerFactory.getLogger(DamageViews.class);

  /** Versions that are looked at for one answer. */
  private static final int LOOKED_AT = 20;

  private final Store store;

  DamageViews(Store store) {
    this.store = store;
  }

  /**
   * Looks whether what the widget's aliases answer is still there, by size; only where it is not,
   * by hash. So that who asks hears of a lost file that nobody has asked for yet. May block.
   *
   * @return false where the bucket does not answer: what is known is told all the same, and nothing
   *     more of it should be read for this answer
   */
  boolean look(Widget widget) {
    if (!store.bucket().map(BucketStatus::reachable).orElse(true)) {
      return false;
    }
    WidgetName name = widget.state().name();
    Set<Version> answered = new LinkedHashSet<>();
    for (AliasReport.Line line : AliasReport.of(widget.state())) {
      if (line.version() != null && answered.size() < LOOKED_AT) {
        answered.add(line.version());
      }
    }
    try {
      for (Version version : answered) {
        if (store.damaged().find(name, version).isPresent() || !store.intact(name, version)) {
          store.check(name, version);
        }
      }
      return true;
    } catch (StoreException e) {
      if (!NoAnswerException.causes(e)) {
        throw e;
      }
      LOG.debug("whether {} is damaged cannot be seen", name, e);
      return false;
    }
  }

  /** Adds {@code damaged} where the version is. */
  boolean describe(Map<String, Object> json, Widget widget, Version version) {
    Optional<DamagedVersions.Entry> found = store.damaged().find(widget.state().name(), version);
    found.ifPresent(entry -> json.put("damaged", damage(entry)));
    return found.isPresent();
  }

  /** Adds {@code damaged}, and what an alias answers in place of the version it means. */
  void describe(Map<String, Object> json, Widget widget, AliasReport.Line line) {
    if (line.version() == null || !describe(json, widget, line.version())) {
      return;
    }
    WidgetName name = widget.state().name();
    if (store.damaged().unreadable(name, line.version())) {
      Release instead =
          Substitute.of(
              widget.state(),
              Selector.parse(line.alias()),
              line.version(),
              version -> store.damaged().unreadable(name, version));
      json.put("answering", instead == null ? null : instead.version().toString());
    }
  }

  private static Map<String, Object> damage(DamagedVersions.Entry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("problem", entry.problem());
    json.put("readable", entry.readable());
    json.put("since", entry.since().toString());
    return json;
  }
}
