package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.alias.Holds;
import dev.widgetorigin.origin.changes.alias.SwitchedOff;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.FollowResolver;
import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a publish does to a widget beside the new version, and what its publisher hears. Pure. */
final class PublishChanges {
  private PublishChanges() {}

  /** The changes of the same batch: the channel that moves, and the pins that are lifted. */
  static List<Change> also(WidgetState before, PublishOrder order) {
    List<Change> changes = new ArrayList<>();
    if (order.channel() != null) {
      mustNotFollow(before, order);
      Version from = before.channels().get(order.channel());
      changes.add(new Change.ChannelMoved(order.widget(), order.channel(), from, order.version()));
    }
    if (order.unpin()) {
      changes.addAll(Holds.lift(published(before, order, Instant.EPOCH), order.version()));
    }
    return changes;
  }

  /**
   * The batch that ends a fast publish: the best variants, and what the order asks for. The latter
   * only where the version is as the first part left it: whoever has released, yanked or begun to
   * roll it out meanwhile has decided what becomes of it.
   *
   * @param manifest digest of the one that names the best variants
   */
  static List<Change> completing(Widget widget, PublishOrder order, Digest manifest) {
    if (!isUntouched(widget, order.version())) {
      return List.of(new Change.Completed(order.widget(), order.version(), manifest, null));
    }
    boolean released = order.state() == ReleaseState.RELEASED;
    List<Change> changes = new ArrayList<>();
    if (released) {
      changes.add(
          new Change.StateChanged(
              order.widget(), order.version(), ReleaseState.STAGED, ReleaseState.RELEASED, ""));
    }
    changes.add(
        new Change.Completed(
            order.widget(), order.version(), manifest, released ? order.channel() : null));
    changes.addAll(also(widget.state(), order));
    return changes;
  }

  /** Whether the version is staged and nothing is done with it. */
  static boolean isUntouched(Widget widget, Version version) {
    boolean staged =
        widget
            .state()
            .release(version)
            .filter(release -> release.state() == ReleaseState.STAGED)
            .isPresent();
    return staged
        && !(widget.rollout() instanceof Rollout.Active rollout
            && rollout.version().equals(version));
  }

  /**
   * The same where the widget is new: its template is recorded, so that it keeps it. The first one
   * need not be, for it is that of a widget without a record.
   */
  static List<Change> ofNew(PublishOrder order, int template, List<Change> also) {
    List<Change> changes = new ArrayList<>(also);
    if (template != Widget.FIRST_TEMPLATE) {
      changes.add(new Change.TemplateChanged(order.widget(), null, null, template));
    }
    return changes;
  }

  /** The state with the version in it and all that comes with it. */
  static WidgetState after(WidgetState before, PublishOrder order, Instant now) {
    WidgetState after = published(before, order, now);
    for (Change change : also(before, order)) {
      if (change instanceof Change.Unpinned unpinned) {
        after = after.withoutPin(unpinned.alias());
      }
    }
    return FollowResolver.moved(after, now);
  }

  /** Throws ProblemException where the origin moves that channel by itself. */
  static void mustNotFollow(WidgetState before, PublishOrder order) {
    FollowRule rule = order.channel() == null ? null : before.follows().get(order.channel());
    if (rule != null) {
      throw ProblemException.conflict(
          "channel %s follows %s, so nothing is published to it. Publish without a channel, or hold it on the version afterwards: widget-origin channel hold %s %s %s"
              .formatted(order.channel(), rule, order.widget(), order.channel(), order.version()));
    }
  }

  private static WidgetState published(WidgetState before, PublishOrder order, Instant now) {
    WidgetState after =
        before.withRelease(Release.published(order.version(), order.state(), order.channel(), now));
    return order.channel() == null ? after : after.withChannel(order.channel(), order.version());
  }

  /** What a publisher of bytes that are there already would have expected, and did not happen. */
  static List<Warning> warnings(PublishOrder order, List<UnmetOrder> unmet) {
    // Whoever must release the version first hears then that it is not promoted either.
    boolean released = unmet.stream().noneMatch(UnmetOrder.NotReleased.class::isInstance);
    return unmet.stream()
        .filter(each -> released || !(each instanceof UnmetOrder.NotPromoted))
        .map(each -> new Warning(Warning.Code.NOTHING_CHANGED, null, message(order, each)))
        .toList();
  }

  private static String message(PublishOrder order, UnmetOrder unmet) {
    Version version = order.version();
    String subject = order.widget() + " " + version;
    if (unmet instanceof UnmetOrder.NotReleased is) {
      return "%s stays %s; to release it: widget-origin release %s"
          .formatted(version, is.state().text(), subject);
    }
    if (unmet instanceof UnmetOrder.NotPromoted is) {
      return "%s was published to channel %s, so latest and ranges pass it over; to let them answer it: widget-origin promote %s"
          .formatted(version, is.channel(), subject);
    }
    if (unmet instanceof UnmetOrder.ChannelElsewhere is) {
      return "channel %s %s; to move it: widget-origin channel %s %s %s"
          .formatted(
              order.channel(),
              is.version() == null ? "is not made" : "stays on " + is.version(),
              order.widget(),
              order.channel(),
              version);
    }
    return "%s was published before, so --unpin lifts nothing: the pin may be there because of this very version"
        .formatted(version);
  }

  /** A release goes to everybody at once, past a rollout that is under way. */
  static List<Warning> overRollout(Widget widget, PublishOrder order) {
    boolean counts =
        order.state() == ReleaseState.RELEASED
            && !order.version().isPrerelease()
            && order.channel() == null;
    if (!counts || !(widget.rollout() instanceof Rollout.Active rollout)) {
      return List.of();
    }
    return List.of(
        new Warning(
            Warning.Code.ROLLOUT_ACTIVE,
            null,
            "a rollout of %s is %s at %s %%; %s is released to everybody at once, past that rollout."
                    .formatted(
                        rollout.version(),
                        rollout.phase().name().toLowerCase(Locale.ROOT),
                        percent(rollout),
                        order.version())
                + " To look at it: widget-origin rollout status "
                + order.widget()));
  }

  /** Nobody gets what is published to a channel that is switched off. */
  static List<Warning> intoSwitchedOff(Widget widget, PublishOrder order) {
    return order.channel() == null
        ? List.of()
        : SwitchedOff.moved(widget, order.channel()).stream()
            .map(message -> new Warning(Warning.Code.SWITCHED_OFF, null, message))
            .toList();
  }

  private static String percent(Rollout rollout) {
    double percent = rollout.weight() / 100.0;
    return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
  }
}
