package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.changes.alias.Holds;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes versions count for {@code latest} and ranges that were published to a channel, as {@code
 * npm publish --tag next} does. Pure.
 */
final class Promotions {
  private Promotions() {}

  /** What is asked. {@code unpin} lifts rollbacks' pins that would keep the version back. */
  record Order(Version version, boolean unpin) {}

  /** The plan of {@code promote}; throws ProblemException for what cannot count. */
  static WidgetTransactions.Plan promote(Widget widget, Order order) {
    Version version = order.version();
    Release release = WidgetTransactions.release(widget, version);
    mustBeAbleToCount(widget, release);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("widget", widget.state().name().toString());
    facts.put("version", version.toString());
    facts.put("channel", release.channel());
    List<Change> changes = new ArrayList<>();
    if (release.isCandidate()) {
      changes.add(new Change.Promoted(widget.state().name(), version));
    } else {
      facts.put("note", version + " counts for latest and ranges already.");
    }
    if (order.unpin()) {
      changes.addAll(Holds.lift(widget.state().withRelease(release.promoted()), version));
    }
    return new WidgetTransactions.Plan(changes, facts, version);
  }

  private static void mustBeAbleToCount(Widget widget, Release release) {
    Version version = release.version();
    String subject = widget.state().name() + " " + version;
    if (version.isPrerelease()) {
      throw ProblemException.conflict(
          "%s is a prerelease, which latest and ranges never answer by themselves. Publish it under a"
                  .formatted(version)
              + " stable number, or pin latest to it: widget-origin pin %s latest %s"
                  .formatted(widget.state().name(), version));
    }
    switch (release.state()) {
      case STAGED, YANKED ->
          throw ProblemException.conflict(
              "%s is %s; release it first: widget-origin release %s"
                  .formatted(version, release.state().text(), subject));
      case BLOCKED ->
          throw ProblemException.conflict(
              version + " is blocked for ever; promote another version.");
      case RELEASED, DEPRECATED -> {}
    }
  }

  /** Whether to put {@code latest} on a version means to let its rule choose it. */
  static boolean leavesToRule(Widget widget, Aliases.Order order) {
    Release release = widget.state().release(order.version()).orElse(null);
    if (order.latest() == Aliases.Latest.PIN
        || release == null
        || release.state() != ReleaseState.RELEASED
        || !(release.isCandidate() || order.latest() == Aliases.Latest.BY_RULE)) {
      return false;
    }
    WidgetState after = widget.state().withoutPin("latest").withRelease(release.promoted());
    return order.version().equals(after.resolve(new Selector.Latest()).answer());
  }

  /** Lets {@code latest} come to the version by its rule: promotes it, and lifts the pin. */
  static WidgetTransactions.Plan toLatest(
      Widget widget, Version version, Map<String, Object> facts) {
    List<Change> changes = new ArrayList<>();
    boolean candidate = WidgetTransactions.release(widget, version).isCandidate();
    facts.put("promoted", candidate);
    if (candidate) {
      changes.add(new Change.Promoted(widget.state().name(), version));
    }
    Pin pin = widget.state().pins().get("latest");
    if (pin != null) {
      changes.add(new Change.Unpinned(widget.state().name(), "latest", pin.version()));
    }
    return new WidgetTransactions.Plan(changes, facts, version);
  }
}
