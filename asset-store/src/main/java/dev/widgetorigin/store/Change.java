package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One thing that happened; what the log holds and the catalog folds. */
public sealed interface Change {
  /** Null for what is about the whole store: {@link Swept}, tokens, alarms of edges. */
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

  /** A token was made, or its expiry changed; from now on it is as told here. */
  record TokenChanged(ApiToken token) implements Change {
    @Override
    public WidgetName widget() {
      return null;
    }
  }

  /**
   * A token was revoked.
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
   * @param publishedAt when it was published elsewhere, for a version that was brought here; null
   *     for the time of the batch
   */
  record Published(
      WidgetName widget,
      Version version,
      ReleaseState state,
      Digest manifest,
      Digest content,
      String channel,
      Instant publishedAt)
      implements Change {
    /** A version that is published here first. */
    public Published(
        WidgetName widget,
        Version version,
        ReleaseState state,
        Digest manifest,
        Digest content,
        String channel) {
      this(widget, version, state, manifest, content, channel, null);
    }

    /** A version that is published to no channel, without a record of its content. */
    public Published(WidgetName widget, Version version, ReleaseState state, Digest manifest) {
      this(widget, version, state, manifest, null, null);
    }

    /**
     * The version as it comes into being. In its state it is since the batch: what goes by how long
     * it has been here is not misled by when it was published elsewhere.
     *
     * @param time of the batch; no version is published later than that
     */
    public Release release(Instant time) {
      boolean earlier = publishedAt != null && publishedAt.isBefore(time);
      return Release.published(version, state, channel, earlier ? publishedAt : time, time);
    }
  }

  /**
   * A version's manifest or some of its variants were lost and made again of the same files; {@code
   * manifest} is the digest of the new one. What is in the files is the same.
   */
  record Repaired(WidgetName widget, Version version, Digest manifest) implements Change {}

  /**
   * A version that was published with variants that were made quickly has its best ones now, which
   * {@code manifest} names. What is in the files is the same. That it is released, if it is, and
   * what moves with that, is told by other changes of the same batch.
   *
   * @param manifest digest of the new one
   * @param channel the channel that it is released to in the same batch, or null; it means what
   *     {@link Published#channel} means
   */
  record Completed(WidgetName widget, Version version, Digest manifest, String channel)
      implements Change {}

  /** A version that was published to a channel counts for {@code latest} and ranges from now on. */
  record Promoted(WidgetName widget, Version version) implements Change {}

  record StateChanged(
      WidgetName widget, Version version, ReleaseState from, ReleaseState to, String reason)
      implements Change {}

  /**
   * {@code from} is null for a new channel, {@code to} is null where the channel was dropped, and
   * its rule with it if it had one.
   */
  record ChannelMoved(WidgetName widget, String channel, Version from, Version to)
      implements Change {}

  /**
   * A channel follows another selector from now on, is held, or is resumed: the rule is as told
   * here. What the channel points to is moved by other changes of the same batch.
   *
   * @param follow null where the channel follows nothing any more; then the rest says nothing
   * @param hold whether it stays where it is; since the batch's time, by who made the batch
   * @param reason of the hold
   */
  record FollowChanged(
      WidgetName widget,
      String channel,
      Selector follow,
      Duration delay,
      boolean hold,
      String reason)
      implements Change {}

  /**
   * Channels that follow were moved by their rules, all of them from one version to the same other.
   *
   * @param from null where they answered nothing
   * @param to null where nothing satisfies what they follow any more
   * @param reason e.g. {@code latest by 7d: 1.3.0 is released since 2026-11-20T10:00:00Z}
   */
  record Followed(WidgetName widget, List<String> channels, Version from, Version to, String reason)
      implements Change {
    public Followed {
      channels = List.copyOf(channels);
    }
  }

  /**
   * Pages get a harmless stub from now on.
   *
   * @param channel the only one that is off; null for the whole widget
   */
  record SwitchedOff(WidgetName widget, String channel, String reason) implements Change {}

  /** Takes {@link SwitchedOff} of the same channel, or of the whole widget, back. */
  record SwitchedOn(WidgetName widget, String channel) implements Change {}

  /**
   * Loaders are made of another template from now on.
   *
   * @param channel the only one whose loaders are; null for the whole widget
   * @param from the number of the one before; null where the channel had none of its own
   * @param to null where the channel has the widget's again
   */
  record TemplateChanged(WidgetName widget, String channel, Integer from, Integer to)
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
   * A person asked that edges forget what has these tags. The widget itself does not change; this
   * is in the log so that every node knows of it, and none forgets it.
   */
  record PurgeAsked(WidgetName widget, List<String> tags) implements Change {
    public PurgeAsked {
      tags = List.copyOf(tags);
    }
  }

  /**
   * The rollout that goes on holds a site back from now on.
   *
   * @param version which the site does not get
   * @param site as its pages report it
   * @param channel that they load; null where they name none
   */
  record SiteQuarantined(
      WidgetName widget, Version version, String site, String channel, String reason)
      implements Change {}

  /**
   * An alarm was raised; see {@link Alarm}.
   *
   * @param widget null where it is about none
   */
  record AlarmRaised(WidgetName widget, Alarm.Kind kind, String subject, String problem)
      implements Change {}

  /** The alarm of the same kind and subject is over. */
  record AlarmSettled(WidgetName widget, Alarm.Kind kind, String subject) implements Change {}

  /** Carries the whole rollout as it is afterwards. */
  record RolloutChanged(WidgetName widget, Rollout rollout) implements Change {}

  /** Carries the whole settings as they are afterwards. */
  record SettingsChanged(WidgetName widget, WidgetSettings settings) implements Change {}
}
