package dev.widgetorigin.store;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;

/** One thing that happened; what the log holds and the catalog folds. */
public sealed interface Change {
  /** Null for what is about the whole store: {@link Swept} and tokens. */
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

  /** A token came into being, or has another end: it is as told here from now on. */
  record TokenChanged(ApiToken token) implements Change {
    @Override
    public WidgetName widget() {
      return null;
    }
  }

  /**
   * A token is no more.
   *
   * @param name for people who read the history
   */
  record TokenRevoked(String id, String name) implements Change {
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
   * @param channel the channel that it was published to, or null. A stable version that comes into
   *     being as released to a channel is passed over by {@code latest} and ranges until {@link
   *     Promoted}
   */
  record Published(
      WidgetName widget,
      Version version,
      ReleaseState state,
      Digest manifest,
      Digest content,
      String channel)
      implements Change {
    /** A version that is published to no channel. */
    public Published(
        WidgetName widget, Version version, ReleaseState state, Digest manifest, Digest content) {
      this(widget, version, state, manifest, content, null);
    }

    /** The same without a record of its content. */
    public Published(WidgetName widget, Version version, ReleaseState state, Digest manifest) {
      this(widget, version, state, manifest, null, null);
    }
  }

  /**
   * A version's manifest or some of its variants were lost and made again of the same files; {@code
   * manifest} is the digest of the new one. What is in the files is the same.
   */
  record Repaired(WidgetName widget, Version version, Digest manifest) implements Change {}

  /** A version that was published to a channel counts for {@code latest} and ranges from now on. */
  record Promoted(WidgetName widget, Version version) implements Change {}

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

  /**
   * Names the pin or channel move in the same batch, before it, as a rollback. Marks that pin as a
   * rollback's, and changes nothing else.
   */
  record RolledBack(WidgetName widget, String alias, Version from, Version to, String reason)
      implements Change {}

  /**
   * A person asked that edges forget what has these tags. Nothing of the widget is another one
   * afterwards; it is in the log so that every node knows of it, and none forgets it.
   */
  record PurgeAsked(WidgetName widget, List<String> tags) implements Change {
    public PurgeAsked {
      tags = List.copyOf(tags);
    }
  }

  /** Carries the whole rollout as it is afterwards. */
  record RolloutChanged(WidgetName widget, Rollout rollout) implements Change {}

  /** Carries the whole settings as they are afterwards. */
  record SettingsChanged(WidgetName widget, WidgetSettings settings) implements Change {}
}
