package dev.widgetorigin.store.catalog;

import dev.widgetorigin.resolver.FollowResolver;
import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a batch of changes makes of a snapshot: the only definition of what the log means. Pure.
 *
 * <p>A change that does not fit is refused with CONFLICT: a version published twice, a state,
 * channel or pin of a version that was never published, a change to a blocked version's state, a
 * channel that would follow itself.
 */
public final class Fold {
  private Fold() {}

  public static ShardedSnapshot apply(ShardedSnapshot before, ChangeBatch batch) {
    Map<WidgetName, Widget> changed = new LinkedHashMap<>();
    long epoch = before.epoch();
    Map<String, ApiToken> tokens = before.tokens();
    Map<String, Alarm> alarms = before.alarms();
    for (Change change : batch.changes()) {
      if (change instanceof Change.Swept swept) {
        epoch = Math.max(epoch, swept.epoch() + 1);
        continue;
      } else if (change instanceof Change.AlarmRaised || change instanceof Change.AlarmSettled) {
        alarms = alarms(alarms, change, batch);
        touch(before, changed, change.widget(), batch);
        continue;
      } else if (change.widget() == null) {
        tokens = tokens(tokens, change);
        continue;
      }
      Widget widget = changed.get(change.widget());
      if (widget == null) {
        widget = before.widget(change.widget()).orElseGet(() -> empty(change.widget()));
      }
      changed.put(change.widget(), apply(widget, change, batch));
      if (change instanceof Change.RolloutChanged c && !(c.rollout() instanceof Rollout.Active)) {
        alarms = withoutRollout(alarms, c.widget());
      }
    }
    return before.with(batch.sequence(), epoch, tokens, changed.values()).withAlarms(alarms);
  }

  /** What it answers is the same; its history has one change more, and ends at its sequence. */
  private static void touch(
      ShardedSnapshot before, Map<WidgetName, Widget> changed, WidgetName name, ChangeBatch batch) {
    Widget widget = changed.get(name);
    if (widget == null && name != null) {
      widget = before.widget(name).orElse(null);
    }
    if (widget != null) {
      changed.put(name, widget.at(batch.sequence()));
    }
  }

  /** Of a widget, too, they are no part of it: what it answers is the same. */
  private static Map<String, Alarm> alarms(
      Map<String, Alarm> before, Change change, ChangeBatch batch) {
    Map<String, Alarm> alarms = new LinkedHashMap<>(before);
    if (change instanceof Change.AlarmRaised c) {
      Alarm alarm = new Alarm(c.kind(), c.subject(), c.widget(), c.problem(), batch.time());
      alarms.putIfAbsent(Alarm.key(c.kind(), c.subject()), alarm);
    } else if (change instanceof Change.AlarmSettled c) {
      alarms.remove(Alarm.key(c.kind(), c.subject()));
    }
    return alarms.isEmpty() ? Map.of() : Collections.unmodifiableMap(alarms);
  }

  /** A rollout that is over needs nobody. */
  private static Map<String, Alarm> withoutRollout(Map<String, Alarm> before, WidgetName widget) {
    if (before.isEmpty()) {
      return before;
    }
    Map<String, Alarm> alarms = new LinkedHashMap<>(before);
    alarms.values().removeIf(each -> each.kind().isOfRollout() && widget.equals(each.widget()));
    return alarms.isEmpty() ? Map.of() : Collections.unmodifiableMap(alarms);
  }

  private static Map<String, ApiToken> tokens(Map<String, ApiToken> before, Change change) {
    Map<String, ApiToken> tokens = new LinkedHashMap<>(before);
    if (change instanceof Change.TokenChanged c) {
      tokens.put(c.token().id(), c.token());
    } else if (change instanceof Change.TokenRevoked c) {
      tokens.remove(c.id());
    } else {
      throw unknown(change);
    }
    return Collections.unmodifiableMap(tokens);
  }

  private static Widget empty(WidgetName name) {
    return new Widget(WidgetState.empty(name), Map.of(), WidgetSettings.DEFAULTS, null, 0);
  }

  /** A table, and long for that reason: what each kind of change does to a widget. */
  private static Widget apply(Widget widget, Change change, ChangeBatch batch) {
    WidgetState state = widget.state();
    Map<Version, Digest> manifests = widget.manifests();
    WidgetSettings settings = widget.settings();
    Rollout rollout = widget.rollout();
    Map<String, Widget.Off> switches = widget.switches();
    Map<String, Integer> templates = widget.templates();
    if (change instanceof Change.Published c) {
      state = published(state, c, batch);
      manifests = with(manifests, c.version(), c.manifest());
    } else if (change instanceof Change.Repaired c) {
      manifests = with(manifests, existing(state, c.version()).version(), c.manifest());
    } else if (change instanceof Change.Completed c) {
      Release release = existing(state, c.version());
      manifests = with(manifests, release.version(), c.manifest());
      state = c.channel() == null ? state : state.withRelease(release.publishedTo(c.channel()));
    } else if (change instanceof Change.StateChanged c) {
      state = stateChanged(state, c, batch);
    } else if (change instanceof Change.Promoted c) {
      state = state.withRelease(existing(state, c.version()).promoted());
    } else if (change instanceof Change.ChannelMoved c) {
      state =
          c.to() == null
              ? state.withoutChannel(c.channel()).withoutFollow(c.channel())
              : state.withChannel(c.channel(), existing(state, c.to()).version());
    } else if (change instanceof Change.FollowChanged c) {
      state = followChanged(state, c, batch);
    } else if (change instanceof Change.Followed c) {
      state =
          state.withChannels(
              c.channels(), c.to() == null ? null : existing(state, c.to()).version());
    } else if (change instanceof Change.SwitchedOff c) {
      switches =
          with(switches, c.channel(), new Widget.Off(batch.who(), batch.time(), text(c.reason())));
    } else if (change instanceof Change.SwitchedOn c) {
      switches = with(switches, c.channel(), null);
    } else if (change instanceof Change.TemplateChanged c) {
      templates = with(templates, c.channel(), c.to());
    } else if (change instanceof Change.Pinned c) {
      Version to = existing(state, c.to()).version();
      state = state.withPin(c.alias(), new Pin(to, batch.who(), batch.time(), text(c.reason())));
    } else if (change instanceof Change.Unpinned c) {
      state = state.withoutPin(c.alias());
    } else if (change instanceof Change.RolledBack c) {
      Pin pin = state.pins().get(c.alias());
      state = pin == null ? state : state.withPin(c.alias(), pin.ofRollback());
    } else if (change instanceof Change.SiteQuarantined c) {
      rollout = quarantined(rollout, c, batch);
    } else if (change instanceof Change.RolloutChanged c) {
      rollout = c.rollout();
    } else if (change instanceof Change.SettingsChanged c) {
      settings = c.settings();
    } else if (!(change instanceof Change.PurgeAsked)) {
      throw unknown(change);
    }
    return new Widget(state, manifests, settings, rollout, switches, templates, batch.sequence());
  }

  /** Passed over, the change would be in the log and have no effect. */
  private static IllegalStateException unknown(Change change) {
    return new IllegalStateException("expected a known kind of change, found " + change.getClass());
  }

  /** Only a rollout of that version which goes on has anything to hold back. */
  private static Rollout quarantined(Rollout rollout, Change.SiteQuarantined c, ChangeBatch batch) {
    return rollout instanceof Rollout.Stepping stepping && rollout.version().equals(c.version())
        ? stepping.quarantine(
            new QuarantinedSite(c.site(), c.channel(), batch.time(), text(c.reason())))
        : rollout;
  }

  private static WidgetState followChanged(
      WidgetState state, Change.FollowChanged c, ChangeBatch batch) {
    if (c.follow() == null) {
      return state.withoutFollow(c.channel());
    }
    if (FollowResolver.leadsTo(state, c.follow(), c.channel())) {
      throw new StoreException(
          Code.CONFLICT,
          state.name() + ": " + c.channel() + " would follow itself, by " + c.follow().alias());
    }
    FollowRule.Hold hold =
        c.hold() ? new FollowRule.Hold(batch.who(), batch.time(), text(c.reason())) : null;
    return state.withFollow(c.channel(), new FollowRule(c.follow(), c.delay(), hold));
  }

  /**
   * @param channel null for the whole widget
   * @param value null for none any more
   */
  private static <T> Map<String, T> with(Map<String, T> map, String channel, T value) {
    Map<String, T> copy = new TreeMap<>(map);
    String name = channel == null ? Widget.WHOLE : channel;
    if (value == null) {
      copy.remove(name);
    } else {
      copy.put(name, value);
    }
    return copy.isEmpty() ? Map.of() : Collections.unmodifiableMap(copy);
  }

  private static Map<Version, Digest> with(
      Map<Version, Digest> manifests, Version version, Digest manifest) {
    Map<Version, Digest> more = new HashMap<>(manifests);
    more.put(version, manifest);
    return Collections.unmodifiableMap(more);
  }

  private static WidgetState published(WidgetState state, Change.Published c, ChangeBatch batch) {
    if (state.release(c.version()).isPresent()) {
      throw conflict(state, c.version(), "is published already");
    }
    return state.withRelease(c.release(batch.time()));
  }

  private static WidgetState stateChanged(
      WidgetState state, Change.StateChanged c, ChangeBatch batch) {
    Release release = existing(state, c.version());
    if (release.state() == ReleaseState.BLOCKED && c.to() != ReleaseState.BLOCKED) {
      throw conflict(state, c.version(), "is blocked, and blocked is for good");
    }
    return state.withRelease(release.in(c.to(), text(c.reason()), batch.time()));
  }

  private static Release existing(WidgetState state, Version version) {
    return state
        .release(version)
        .orElseThrow(() -> conflict(state, version, "was never published"));
  }

  private static String text(String reason) {
    return reason == null ? "" : reason;
  }

  private static StoreException conflict(WidgetState state, Version version, String problem) {
    return new StoreException(Code.CONFLICT, state.name() + "@" + version + " " + problem);
  }
}
