package dev.widgetorigin.origin.rollout;

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
import dev.widgetorigin.store.Rollout;
import dev.widgetorigin.store.Widget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The changes that a rollout's moves come to, each a batch of its own. Pure; throws
 * ProblemException for what cannot be done.
 */
final class RolloutChanges {
  private RolloutChanges() {}

  /** A new rollout, PENDING, of a staged version; {@code drawn} is any int. */
  static Rollout create(Widget widget, RolloutRequest request, Instant now, int drawn) {
    WidgetState state = widget.state();
    Rollout running = widget.rollout();
    if (running != null && running.active()) {
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
    Rollout begun =
        Rollout.builder()
            .id(version + "-" + (widget.sequence() + 1))
            .version(version)
            .steps(request.steps())
            .salt(Salt.next(running, request.steps().get(0).weight(), drawn))
            .bake(request.bake())
            .sites(request.sites())
            .thresholds(request.thresholds())
            .startAt(request.startAt() == null ? now : request.startAt())
            .reason(request.reason())
            .build();
    return withAlias(state, begun);
  }

  /** The first of latest, v1 and v1.3 that the version would take over from another. */
  private static Rollout withAlias(WidgetState state, Rollout rollout) {
    Version version = rollout.version();
    List<String> aliases =
        List.of("latest", "v" + version.major(), "v" + version.major() + "." + version.minor());
    for (String alias : aliases) {
      Selector selector = Selector.parse(alias);
      Rollout named = rollout.toBuilder().alias(alias).build();
      boolean moves =
          Offer.found(Offer.after(state, named).resolve(selector), version)
              && state.resolve(selector) instanceof Resolution.Found;
      if (moves) {
        Version previous = ((Resolution.Found) state.resolve(selector)).version();
        return named.toBuilder().previous(previous).build();
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

  static List<Change> changed(Widget widget, Rollout after) {
    return List.of(new Change.RolloutChanged(widget.state().name(), after));
  }

  /** The alias moves: the version is released, and a pin that an earlier rollout left is lifted. */
  static List<Change> promoted(Widget widget, Rollout after) {
    WidgetName name = widget.state().name();
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change.StateChanged(
            name, after.version(), ReleaseState.STAGED, ReleaseState.RELEASED, after.reason()));
    if (Offer.ownPin(widget.state(), after.alias())) {
      Pin pin = widget.state().pins().get(after.alias());
      changes.add(new Change.Unpinned(name, after.alias(), pin.version()));
    }
    changes.add(new Change.RolloutChanged(name, after));
    return changes;
  }

  /**
   * The alias goes back to what it answered when the rollout began, and never past it. Where
   * somebody has moved it since, it is left alone. Empty where the previous version cannot be
   * answered any more.
   */
  static Optional<List<Change>> takenBack(Widget widget, Rollout after) {
    WidgetState state = widget.state();
    WidgetName name = state.name();
    Selector alias = Selector.parse(after.alias());
    if (!Offer.found(state.resolve(alias), after.version())) {
      return Optional.of(changed(widget, after.toBuilder().rolledBack(false).build()));
    }
    boolean intact =
        state
            .release(after.previous())
            .filter(
                release ->
                    release.state() == ReleaseState.RELEASED
                        || release.state() == ReleaseState.DEPRECATED)
            .isPresent();
    if (!intact) {
      return Optional.empty();
    }
    Version from = after.version();
    Version to = after.previous();
    return Optional.of(
        List.of(
            new Change.Pinned(name, after.alias(), from, to, after.reason()),
            new Change.RolledBack(name, after.alias(), from, to, after.reason()),
            new Change.RolloutChanged(name, after)));
  }

  static ProblemException conflict(String detail) {
    return ProblemException.of(409, "Conflict", detail);
  }
}
