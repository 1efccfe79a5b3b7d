package dev.widgetorigin.origin.changes.alias;

import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.Widget;

/**
 * What a selector offers browsers: the stable version and, while a rollout concerns that selector,
 * the new one.
 *
 * <p>A rollout concerns exactly those aliases that its promotion would move: a rollout of 2.0.0
 * offers nothing to {@code v1}, and nothing to an alias that a person has pinned. After promotion
 * the aliases answer the new version; the offer then keeps the version before it as the stable one,
 * so that during the bake window a browser still has something to fall back on. Pure.
 *
 * @param stable how the selector resolves for browsers that are not offered the canary
 * @param rollout null where there is nothing to offer
 */
public record Offer(Resolution stable, Rollout rollout) {
  /** Whoever a rollout's own changes are done by. */
  public static final String WHO = "rollout";

  public static Offer of(Widget widget, Selector selector) {
    WidgetState state = widget.state();
    Resolution now = state.resolve(selector);
    Rollout rollout = widget.rollout();
    boolean alias = selector instanceof Selector.Latest || selector instanceof Selector.Ranged;
    if (!alias || rollout == null || rollout.weight() == 0) {
      return new Offer(now, null);
    }
    boolean promoted = rollout instanceof Rollout.Promoted;
    Resolution without = promoted ? before(state, rollout.version()).resolve(selector) : now;
    Resolution with = promoted ? now : after(state, rollout.plan()).resolve(selector);
    boolean concerned = found(with, rollout.version()) && without instanceof Resolution.Found;
    return concerned ? new Offer(without, rollout) : new Offer(now, null);
  }

  /**
   * Why a site cannot be held back from a rollout, and what to do; null where it can. Loaders of
   * the first template do not look at what a rollout holds back.
   */
  public static String holdsNoSiteBack(Widget widget) {
    return widget.template() == Widget.FIRST_TEMPLATE
        ? "loaders of template 1 cannot hold a site back; to change them: widget-origin loader"
            + " upgrade "
            + widget.state().name()
        : null;
  }

  /** The state in which a rollout by the plan has been promoted. */
  public static WidgetState after(WidgetState state, RolloutPlan plan) {
    return after(state, plan.version(), plan.alias());
  }

  /** The state in which a rollout of the version that moves the alias has been promoted. */
  public static WidgetState after(WidgetState state, Version version, String alias) {
    WidgetState unpinned = ownPin(state, alias) ? state.withoutPin(alias) : state;
    return in(unpinned, version, ReleaseState.RELEASED);
  }

  private static WidgetState before(WidgetState state, Version version) {
    return in(state, version, ReleaseState.STAGED);
  }

  /** Whether the alias is held by an earlier rollout that took itself back. */
  public static boolean ownPin(WidgetState state, String alias) {
    Pin pin = state.pins().get(alias);
    return pin != null && pin.by().equals(WHO);
  }

  public static boolean found(Resolution resolution, Version version) {
    return resolution instanceof Resolution.Found found && found.version().equals(version);
  }

  private static WidgetState in(WidgetState state, Version version, ReleaseState releaseState) {
    return state
        .release(version)
        .map(
            release ->
                state.withRelease(
                    new Release(
                        version,
                        releaseState,
                        release.reason(),
                        release.publishedAt(),
                        release.since())))
        .orElse(state);
  }
}
