package dev.widgetorigin.store;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;

/** One thing that happened; what the log holds and the catalog folds. */
public sealed interface Change {
  /** Null for {@link Swept}, which is about the whole store. */
  WidgetName widget();

  /**
   * A collection ended an epoch: what was uploaded in it or before, and is not named by the state
   * at this point, may be deleted and can never be named again.
   */
  record Swept(long epoch) implements Change {
    @Override
    public WidgetName widget() {
      return null;
    }
  }

  /**
   * A version came into being.
   *
   * @param manifest digest of the manifest's bytes
   * @param content {@link Manifest#content}, by which a lost manifest can be made again; null where
   *     it was not recorded
   */
  record Published(
      WidgetName widget, Version version, ReleaseState state, Digest manifest, Digest content)
      implements Change {
    public Published(WidgetName widget, Version version, ReleaseState state, Digest manifest) {
      this(widget, version, state, manifest, null);
    }
  }

  /**
   * A version's manifest or some of its variants were lost and made again of the same files; {@code
   * manifest} is the digest of the new one. What is in the files is the same.
   */
  record Repaired(WidgetName widget, Version version, Digest manifest) implements Change {}

  record StateChanged(
      WidgetName widget, Version version, ReleaseState from, ReleaseState to, String reason)
      implements Change {}

  /** {@code from} is null for a new channel, {@code to} is null where the channel was dropped. */
  record ChannelMoved(WidgetName widget, String channel, Version from, Version to)
      implements Change {}

  /** {@code from} is what the alias answered before, or null. */
  record Pinned(WidgetName widget, String alias, Version from, Version to, String reason)
      implements Change {}

  record Unpinned(WidgetName widget, String alias, Version from) implements Change {}

  /** Names the pin or channel move in the same batch as a rollback; changes nothing itself. */
  record RolledBack(WidgetName widget, String alias, Version from, Version to, String reason)
      implements Change {}

  /** Carries the whole rollout as it is afterwards. */
  record RolloutChanged(WidgetName widget, Rollout rollout) implements Change {}

  /** Carries the whole settings as they are afterwards. */
  record SettingsChanged(WidgetName widget, WidgetSettings settings) implements Change {}
}
