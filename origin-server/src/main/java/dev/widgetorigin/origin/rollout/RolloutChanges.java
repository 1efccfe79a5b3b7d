package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.changes.alias.Held;
import dev.widgetorigin.origin.changes.alias.Offer;
import dev.widgetorigin.origin.rollout.site.SiteVerdict;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.Widget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The changes that a rollout's moves come to, each a batch of its own. Pure; throws
 * ProblemException for what cannot be done.
 */
final class RolloutChanges {
  private static final int MOST_TEXT = 500;

  private RolloutChanges() {}

  /** A new rollout, PENDING, of a staged version; {@code drawn} is any int. */
  static Rollout.Pending create(Widget widget, RolloutRequest request, Instant now, int drawn) {
    WidgetState state = widget.state();
    Rollout running = widget.rollout();
    if (running instanceof Rollout.Active) {
      throw conflict(
          "A rollout of %s %s is %s; abort or promote it first."
              .formatted(state.name(), running.version(), RolloutView.text(running.phase())));
    }
    Version version = request.version();
    Release release =
        state
            .release(version)
            .orElseThrow(
                () ->
                    ProblemException.of(
                        404, "Not found", state.name() + " has no version " + version + "."));
    if (release.state() != ReleaseState.STAGED) {
      throw conflict(
          "%s %s is %s; only a staged version can be rolled out (publish it with ?state=staged)."
              .formatted(state.name(), version, release.state().text()));
    }
    Taken taken = taken(state, version);
    return new Rollout.Pending(
        new RolloutPlan(
            version + "-" + (widget.sequence() + 1),
            version,
            taken.alias(),
            taken.from(),
            request.steps(),
            Salt.next(running, request.steps().get(0).weight(), drawn),
            request.bake(),
            request.sites(),
            request.thresholds(),
            request.startAt() == null ? now : request.startAt()),
        request.reason());
  }

  private record Taken(String alias, Version from) {}

  /** The first of latest, v1 and v1.3 that the version would take over from another. */
  private static Taken taken(WidgetState state, Version version) {
    List<String> aliases =
        List.of("latest", "v" + version.major(), "v" + version.major() + "." + version.minor());
    for (String alias : aliases) {
      Selector selector = Selector.parse(alias);
      Resolution after = Offer.after(state, version, alias).resolve(selector);
      if (Offer.found(after, version)
          && state.resolve(selector) instanceof Resolution.Found before) {
        return new Taken(alias, before.version());
      }
    }
    Pin pin = state.pins().get("latest");
    throw conflict(
        pin != null
            ? "latest is pinned to %s by %s; lift the pin first.".formatted(pin.version(), pin.by())
            : "No alias would move to %s from another version: there is nothing to compare it with"
                    .formatted(version)
                + " and nothing to fall back on. Release it directly.");
  }

  /**
   * What a widget goes through when its rollout becomes {@code after}: aliases move with it. Empty
   * where the version before cannot be answered any more.
   */
  static Optional<List<Change>> of(Widget widget, Rollout after) {
    if (after instanceof Rollout.TakenBack back) {
      return takenBack(widget, back);
    }
    boolean moves =
        after instanceof Rollout.Promoted && widget.rollout() instanceof Rollout.Unpromoted;
    return Optional.of(moves ? promoted(widget, after) : changed(widget, after));
  }

  /**
   * As {@link #of}, and the pins that keep the version back are told, for nobody is there to read
   * an answer.
   */
  static Optional<List<Change>> byItself(Widget widget, Rollout after) {
    boolean moves =
        after instanceof Rollout.Promoted && widget.rollout() instanceof Rollout.Unpromoted;
    List<Held> held = moves ? RolloutView.holds(widget, widget.rollout()) : List.of();
    if (held.isEmpty()) {
      return of(widget, after);
    }
    String why = held.stream().map(Held::message).collect(Collectors.joining(" "));
    List<Change> changes = new ArrayList<>(promoted(widget, after));
    changes.add(0, alarm(widget, Alarm.Kind.ROLLOUT_HELD, why));
    return Optional.of(changes);
  }

  static List<Change> changed(Widget widget, Rollout after) {
    return List.of(new Change.RolloutChanged(widget.state().name(), after));
  }

  /** Those sites are held back from now on. */
  static List<Change> quarantined(Widget widget, List<SiteVerdict.Held> sites) {
    Version version = widget.rollout().version();
    return sites.stream()
        .<Change>map(
            site ->
                new Change.SiteQuarantined(
                    widget.state().name(), version, site.site(), site.channel(), site.why()))
        .toList();
  }

  /**
   * Something is wrong with the widget's rollout that no change of it tells.
   *
   * @param why cut where it is long
   */
  static Change.AlarmRaised alarm(Widget widget, Alarm.Kind kind, String why) {
    WidgetName name = widget.state().name();
    return new Change.AlarmRaised(name, kind, subject(widget), cut(why));
  }

  /** What its alarms are about, e.g. {@code chat@1.1.0}. */
  static String subject(Widget widget) {
    return widget.state().name() + "@" + widget.rollout().version();
  }

  private static String cut(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT - 1) + "…";
  }

  /** The alias moves: the version is released, and a pin that an earlier rollout left is lifted. */
  private static List<Change> promoted(Widget widget, Rollout after) {
    WidgetName name = widget.state().name();
    String alias = after.plan().alias();
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change.StateChanged(
            name, after.version(), ReleaseState.STAGED, ReleaseState.RELEASED, after.reason()));
    if (Offer.ownPin(widget.state(), alias)) {
      Pin pin = widget.state().pins().get(alias);
      changes.add(new Change.Unpinned(name, alias, pin.version()));
    }
    changes.add(new Change.RolloutChanged(name, after));
    return changes;
  }

  /**
   * The alias goes back to what it answered when the rollout began, and never past it. Where
   * somebody has moved it since, it is left alone.
   */
  private static Optional<List<Change>> takenBack(Widget widget, Rollout.TakenBack after) {
    WidgetState state = widget.state();
    WidgetName name = state.name();
    String alias = after.plan().alias();
    Version from = after.version();
    Version to = after.plan().previous();
    if (!Offer.found(state.resolve(Selector.parse(alias)), from)) {
      return Optional.of(changed(widget, after.aliasLeftAlone()));
    }
    boolean intact = state.release(to).filter(release -> release.state().isServable()).isPresent();
    if (!intact) {
      return Optional.empty();
    }
    return Optional.of(
        List.of(
            new Change.Pinned(name, alias, from, to, after.reason()),
            new Change.RolledBack(name, alias, from, to, after.reason()),
            new Change.RolloutChanged(name, after)));
  }

  static ProblemException conflict(String detail) {
    return ProblemException.of(409, "Conflict", detail);
  }
}
