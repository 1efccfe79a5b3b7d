package dev.widgetorigin.origin.changes.json;

import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.Rollout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Batches of the change log as the control API, and webhooks, show them. Pure. */
public final class HistoryJson {
  /** Of channels that moved together, so many are named. */
  private static final int MOST_CHANNELS = 1000;

  private HistoryJson() {}

  /**
   * A batch: {@code {"sequence": 3, "time": "2026-11-21T09:00:00Z", "who": "ann", "why": "",
   * "changes": [{"type": "pinned", …}]}}.
   *
   * @param widget whose changes are shown; null for everything, each change with its widget if it
   *     has one
   */
  public static Map<String, Object> batch(ChangeBatch batch, WidgetName widget) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", batch.sequence());
    json.put("time", batch.time().toString());
    json.put("who", batch.who());
    json.put("why", batch.why());
    json.put(
        "changes",
        batch.changes().stream()
            .filter(change -> widget == null || widget.equals(change.widget()))
            .map(change -> widget == null ? named(change) : change(change))
            .toList());
    return json;
  }

  /** The types of its changes; of those of a widget where it is not null. */
  public static List<Object> types(ChangeBatch batch, WidgetName widget) {
    return batch.changes().stream()
        .filter(change -> widget == null || widget.equals(change.widget()))
        .map(change -> change(change).get("type"))
        .toList();
  }

  /** One change, with its widget if it has one: its {@code type} and what that type has. */
  public static Map<String, Object> named(Change change) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (change.widget() != null) {
      json.put("widget", change.widget().toString());
    }
    json.putAll(change(change));
    return json;
  }

  private static Map<String, Object> change(Change change) {
    if (change instanceof Change.ChannelMoved is) {
      Map<String, Object> json = of("channel-moved", is.from(), is.to());
      json.put("channel", is.channel());
      return json;
    }
    if (change instanceof Change.Pinned is) {
      return alias("pinned", is.alias(), is.from(), is.to(), is.reason());
    }
    if (change instanceof Change.Unpinned is) {
      return alias("unpinned", is.alias(), is.from(), null, "");
    }
    if (change instanceof Change.RolledBack is) {
      return alias("rolled-back", is.alias(), is.from(), is.to(), is.reason());
    }
    if (change instanceof Change.RolloutChanged is) {
      return rollout(is.rollout());
    }
    if (change instanceof Change.SiteQuarantined is) {
      return quarantined(is);
    }
    if (change instanceof Change.PurgeAsked is) {
      return with("purge-asked", "tags", is.tags());
    }
    if (change instanceof Change.AlarmRaised is) {
      Map<String, Object> json = with(raised(is.kind()), "subject", is.subject());
      json.put("problem", is.problem());
      return json;
    }
    if (change instanceof Change.AlarmSettled is) {
      return with(settled(is.kind()), "subject", is.subject());
    }
    if (change.widget() == null) {
      return ofNoWidget(change);
    }
    Map<String, Object> ofChannel = ofFollowingOrSwitch(change);
    return ofChannel == null ? ofVersionOrSettings(change) : ofChannel;
  }

  private static Map<String, Object> quarantined(Change.SiteQuarantined is) {
    Map<String, Object> json = version("rollout-site-quarantined", is.version());
    json.put("site", is.site());
    json.put("channel", is.channel());
    json.put("reason", is.reason());
    return json;
  }

  private static String raised(Alarm.Kind kind) {
    return switch (kind) {
      case PURGE -> "purge-failed";
      case STORE -> "store-damaged";
      case ROLLOUT_STUCK, ROLLOUT_INCONCLUSIVE, ROLLOUT_HELD -> kind.text();
    };
  }

  private static String settled(Alarm.Kind kind) {
    return switch (kind) {
      case PURGE -> "purge-recovered";
      case STORE -> "store-recovered";
      case ROLLOUT_STUCK, ROLLOUT_INCONCLUSIVE, ROLLOUT_HELD -> "rollout-recovered";
    };
  }

  /** Null for any other change. */
  private static Map<String, Object> ofFollowingOrSwitch(Change change) {
    if (change instanceof Change.FollowChanged is) {
      Map<String, Object> json = with("follow-changed", "channel", is.channel());
      json.put("follow", is.follow() == null ? null : is.follow().alias());
      if (is.follow() != null) {
        json.put("delay", new FollowRule(is.follow(), is.delay(), null).delayText());
        json.put("hold", is.hold());
        json.put("reason", is.reason());
      }
      return json;
    }
    if (change instanceof Change.Followed is) {
      Map<String, Object> json = of("followed", is.from(), is.to());
      json.put("by", "follow");
      json.put("channels", is.channels().stream().limit(MOST_CHANNELS).toList());
      if (is.channels().size() > MOST_CHANNELS) {
        json.put("more", is.channels().size() - MOST_CHANNELS);
      }
      json.put("reason", is.reason());
      return json;
    }
    if (change instanceof Change.SwitchedOff is) {
      Map<String, Object> json = with("switched-off", "channel", is.channel());
      json.put("reason", is.reason());
      return json;
    }
    if (change instanceof Change.TemplateChanged is) {
      Map<String, Object> json = with("template-changed", "channel", is.channel());
      json.put("from", is.from());
      json.put("to", is.to());
      return json;
    }
    return change instanceof Change.SwitchedOn is
        ? with("switched-on", "channel", is.channel())
        : null;
  }

  private static Map<String, Object> ofVersionOrSettings(Change change) {
    if (change instanceof Change.Published is) {
      Map<String, Object> json = version("published", is.version());
      json.put("state", is.state().text());
      if (is.channel() != null) {
        json.put("channel", is.channel());
      }
      if (is.publishedAt() != null) {
        json.put("publishedAt", is.publishedAt().toString());
      }
      return json;
    }
    if (change instanceof Change.Promoted is) {
      return version("promoted", is.version());
    }
    if (change instanceof Change.Repaired is) {
      return version("repaired", is.version());
    }
    if (change instanceof Change.Completed is) {
      Map<String, Object> json = version("completed", is.version());
      if (is.channel() != null) {
        json.put("channel", is.channel());
      }
      return json;
    }
    if (change instanceof Change.StateChanged is) {
      Map<String, Object> json = version("state-changed", is.version());
      json.put("from", is.from().text());
      json.put("to", is.to().text());
      json.put("reason", is.reason());
      return json;
    }
    if (change instanceof Change.SettingsChanged is) {
      return with("settings-changed", "settings", SettingsJson.write(is.settings()));
    }
    throw unknown(change);
  }

  private static Map<String, Object> ofNoWidget(Change change) {
    if (change instanceof Change.TokenChanged is) {
      Map<String, Object> json = with("token-changed", "id", is.token().id());
      json.put("name", is.token().name());
      json.put("expires", is.token().expires() == null ? null : is.token().expires().toString());
      return json;
    }
    if (change instanceof Change.TokenRevoked is) {
      Map<String, Object> json = with("token-revoked", "id", is.id());
      json.put("name", is.name());
      return json;
    }
    if (change instanceof Change.Swept is) {
      return with("swept", "epoch", is.epoch());
    }
    throw unknown(change);
  }

  private static IllegalArgumentException unknown(Change change) {
    return new IllegalArgumentException("a change of no known kind: " + change.getClass());
  }

  private static Map<String, Object> rollout(Rollout rollout) {
    Map<String, Object> json = of("rollout-changed", rollout.plan().previous(), null);
    json.put("version", rollout.version().toString());
    json.put("phase", rollout.phase().name().toLowerCase(Locale.ROOT));
    json.put("step", rollout.step());
    json.put("reason", rollout.reason());
    return json;
  }

  private static Map<String, Object> version(String type, Version version) {
    return with(type, "version", version.toString());
  }

  private static Map<String, Object> with(String type, String name, Object value) {
    Map<String, Object> json = of(type, null, null);
    json.put(name, value);
    return json;
  }

  private static Map<String, Object> alias(
      String type, String alias, Version from, Version to, String reason) {
    Map<String, Object> json = of(type, from, to);
    json.put("alias", alias);
    json.put("reason", reason);
    return json;
  }

  private static Map<String, Object> of(String type, Version from, Version to) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", type);
    if (from != null) {
      json.put("from", from.toString());
    }
    if (to != null) {
      json.put("to", to.toString());
    }
    return json;
  }
}
