package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One change as canonical JSON: a {@code type}, the widget, and the fields of that case; null
 * fields are left out. {@code
 * {"type":"pinned","widget":"chat","alias":"v1","to":"1.2.3","reason":"…"}}
 *
 * <p>Its long methods are tables, with one case for each kind of change.
 */
final class ChangeCodec {
  private ChangeCodec() {}

  static void encode(JsonOut json, Change change) {
    if (change instanceof Change.Swept c) {
      type(json, "swept", c).field("epoch", c.epoch());
    } else if (change instanceof Change.TokenChanged c) {
      TokenCodec.encode(type(json, "token", c).begin("token"), c.token());
    } else if (change instanceof Change.TokenRevoked c) {
      type(json, "token-revoked", c).field("id", c.id()).field("name", c.name());
    } else if (change instanceof Change.Published c) {
      type(json, "published", c)
          .field("version", ManifestCodec.full(c.version()))
          .field("state", c.state().text())
          .field("manifest", c.manifest())
          .field("content", c.content())
          .field("channel", c.channel())
          .field("publishedAt", c.publishedAt());
    } else if (change instanceof Change.Repaired c) {
      type(json, "repaired", c).field("version", c.version()).field("manifest", c.manifest());
    } else if (change instanceof Change.Completed c) {
      type(json, "completed", c)
          .field("version", c.version())
          .field("manifest", c.manifest())
          .field("channel", c.channel());
    } else if (change instanceof Change.Promoted c) {
      type(json, "promoted", c).field("version", c.version());
    } else if (change instanceof Change.StateChanged c) {
      type(json, "state", c)
          .field("version", c.version())
          .field("fromState", c.from().text())
          .field("state", c.to().text())
          .field("reason", c.reason());
    } else if (change instanceof Change.ChannelMoved c) {
      type(json, "channel", c)
          .field("channel", c.channel())
          .field("from", c.from())
          .field("to", c.to());
    } else if (change instanceof Change.FollowChanged c) {
      type(json, "follow", c).field("channel", c.channel());
      if (c.follow() != null) {
        json.field("follow", c.follow().alias()).field("delay", c.delay().toMillis());
        json.field("hold", c.hold() ? true : null).field("reason", c.reason());
      }
    } else if (change instanceof Change.Followed c) {
      type(json, "followed", c)
          .array("channels", c.channels(), json::text)
          .field("from", c.from())
          .field("to", c.to())
          .field("reason", c.reason());
    } else if (change instanceof Change.SwitchedOff c) {
      type(json, "switched-off", c).field("channel", c.channel()).field("reason", c.reason());
    } else if (change instanceof Change.SwitchedOn c) {
      type(json, "switched-on", c).field("channel", c.channel());
    } else if (change instanceof Change.TemplateChanged c) {
      type(json, "template", c)
          .field("channel", c.channel())
          .field("fromTemplate", number(c.from()))
          .field("template", number(c.to()));
    } else if (change instanceof Change.Pinned c) {
      move(type(json, "pinned", c), c.alias(), c.from(), c.to()).field("reason", c.reason());
    } else if (change instanceof Change.Unpinned c) {
      move(type(json, "unpinned", c), c.alias(), c.from(), null);
    } else if (change instanceof Change.RolledBack c) {
      move(type(json, "rolled-back", c), c.alias(), c.from(), c.to()).field("reason", c.reason());
    } else if (change instanceof Change.PurgeAsked c) {
      type(json, "purge-asked", c).array("tags", c.tags(), json::text);
    } else if (change instanceof Change.SiteQuarantined c) {
      type(json, "rollout-site-quarantined", c)
          .field("version", c.version())
          .field("site", c.site())
          .field("channel", c.channel())
          .field("reason", c.reason());
    } else if (change instanceof Change.AlarmRaised c) {
      type(json, "alarm-raised", c)
          .field("kind", c.kind().text())
          .field("subject", c.subject())
          .field("reason", c.problem());
    } else if (change instanceof Change.AlarmSettled c) {
      type(json, "alarm-settled", c).field("kind", c.kind().text()).field("subject", c.subject());
    } else if (change instanceof Change.RolloutChanged c) {
      RolloutCodec.encode(type(json, "rollout", c).begin("rollout"), c.rollout());
    } else if (change instanceof Change.SettingsChanged c) {
      SettingsCodec.encode(type(json, "settings", c).begin("settings"), c.settings());
    } else {
      // What is written without its fields, or not at all, could not be read again.
      throw new IllegalStateException(
          "expected a known kind of change, found " + change.getClass());
    }
    json.end();
  }

  private static JsonOut type(JsonOut json, String type, Change change) {
    return json.begin().field("type", type).field("widget", change.widget());
  }

  private static Long number(Integer template) {
    return template == null ? null : (Long) template.longValue();
  }

  private static Integer template(Long number, JsonIn json) {
    if (number != null && (number < 1 || number > Integer.MAX_VALUE)) {
      throw json.corrupt("expected the number of a template, found " + number);
    }
    return number == null ? null : (Integer) number.intValue();
  }

  private static JsonOut move(JsonOut json, String alias, Version from, Version to) {
    return json.field("alias", alias).field("from", from).field("to", to);
  }

  static Change decode(JsonIn json) {
    Raw raw = new Raw();
    json.object(name -> raw.field(json, name));
    json.required(raw.type, "type");
    switch (raw.type) {
      case "swept" -> {
        return new Change.Swept(raw.epoch);
      }
      case "token" -> {
        return new Change.TokenChanged(json.required(raw.token, "token"));
      }
      case "token-revoked" -> {
        return new Change.TokenRevoked(
            json.required(raw.id, "id"), json.required(raw.name, "name"));
      }
      case "alarm-raised" -> {
        return new Change.AlarmRaised(
            raw.widget,
            AlarmCodec.kind(json, json.required(raw.kind, "kind")),
            json.required(raw.subject, "subject"),
            json.required(raw.reason, "reason"));
      }
      case "alarm-settled" -> {
        return new Change.AlarmSettled(
            raw.widget,
            AlarmCodec.kind(json, json.required(raw.kind, "kind")),
            json.required(raw.subject, "subject"));
      }
      default -> {
        return ofWidget(json, raw);
      }
    }
  }

  private static Change ofWidget(JsonIn json, Raw raw) {
    json.required(raw.widget, "widget");
    return switch (raw.type) {
      case "published" ->
          new Change.Published(
              raw.widget,
              json.required(raw.version, "version"),
              json.required(raw.state, "state"),
              json.required(raw.manifest, "manifest"),
              raw.content,
              raw.channel,
              raw.publishedAt);
      case "repaired" ->
          new Change.Repaired(
              raw.widget,
              json.required(raw.version, "version"),
              json.required(raw.manifest, "manifest"));
      case "completed" ->
          new Change.Completed(
              raw.widget,
              json.required(raw.version, "version"),
              json.required(raw.manifest, "manifest"),
              raw.channel);
      case "promoted" -> new Change.Promoted(raw.widget, json.required(raw.version, "version"));
      case "state" ->
          new Change.StateChanged(
              raw.widget,
              json.required(raw.version, "version"),
              json.required(raw.fromState, "fromState"),
              json.required(raw.state, "state"),
              raw.reason);
      case "channel" ->
          new Change.ChannelMoved(
              raw.widget, json.required(raw.channel, "channel"), raw.from, raw.to);
      case "follow" ->
          new Change.FollowChanged(
              raw.widget,
              json.required(raw.channel, "channel"),
              raw.follow,
              raw.follow == null ? null : Duration.ofMillis(raw.delay),
              raw.hold,
              raw.reason);
      case "followed" ->
          new Change.Followed(
              raw.widget, json.required(raw.channels, "channels"), raw.from, raw.to, raw.reason);
      case "switched-off" -> new Change.SwitchedOff(raw.widget, raw.channel, raw.reason);
      case "switched-on" -> new Change.SwitchedOn(raw.widget, raw.channel);
      case "template" ->
          new Change.TemplateChanged(
              raw.widget,
              raw.channel,
              template(raw.fromTemplate, json),
              template(raw.template, json));
      case "pinned" ->
          new Change.Pinned(
              raw.widget,
              json.required(raw.alias, "alias"),
              raw.from,
              json.required(raw.to, "to"),
              raw.reason);
      case "unpinned" ->
          new Change.Unpinned(raw.widget, json.required(raw.alias, "alias"), raw.from);
      case "rolled-back" ->
          new Change.RolledBack(
              raw.widget, json.required(raw.alias, "alias"), raw.from, raw.to, raw.reason);
      case "purge-asked" -> new Change.PurgeAsked(raw.widget, json.required(raw.tags, "tags"));
      case "rollout-site-quarantined" ->
          new Change.SiteQuarantined(
              raw.widget,
              json.required(raw.version, "version"),
              json.required(raw.site, "site"),
              raw.channel,
              raw.reason);
      case "rollout" ->
          new Change.RolloutChanged(raw.widget, json.required(raw.rollout, "rollout"));
      case "settings" ->
          new Change.SettingsChanged(raw.widget, json.required(raw.settings, "settings"));
      default -> throw json.unknown("change", raw.type);
    };
  }

  /** All fields that some case has. */
  private static final class Raw {
    private String type;
    private WidgetName widget;
    private ApiToken token;
    private String id;
    private String kind;
    private String subject;
    private String name;
    private Version version;
    private ReleaseState state;
    private ReleaseState fromState;
    private long epoch;
    private Long fromTemplate;
    private Long template;
    private Digest manifest;
    private Digest content;
    private String site;
    private Instant publishedAt;
    private String channel;
    private List<String> channels;
    private Selector follow;
    private long delay;
    private boolean hold;
    private String alias;
    private Version from;
    private Version to;
    private String reason;
    private List<String> tags;
    private Rollout rollout;
    private WidgetSettings settings;

    void field(JsonIn json, String field) {
      switch (field) {
        case "type" -> type = json.text();
        case "widget" -> widget = json.widget();
        case "version" -> version = json.version();
        case "state" -> state = json.state();
        case "fromState" -> fromState = json.state();
        case "token" -> token = TokenCodec.decode(json);
        case "id" -> id = json.text();
        case "kind" -> kind = json.text();
        case "subject" -> subject = json.text();
        case "name" -> name = json.text();
        case "epoch" -> epoch = json.number();
        case "fromTemplate" -> fromTemplate = json.number();
        case "template" -> template = json.number();
        case "manifest" -> manifest = json.digest();
        case "content" -> content = json.digest();
        case "site" -> site = json.text();
        case "publishedAt" -> publishedAt = json.time();
        case "channel" -> channel = json.text();
        case "channels" -> channels = json.array(json::text);
        case "follow" -> follow = json.selector();
        case "delay" -> delay = json.number();
        case "hold" -> hold = json.flag();
        case "alias" -> alias = json.text();
        case "from" -> from = json.version();
        case "to" -> to = json.version();
        case "reason" -> reason = json.text();
        case "tags" -> tags = json.array(json::text);
        case "rollout" -> rollout = RolloutCodec.decode(json);
        case "settings" -> settings = SettingsCodec.decode(json);
        default -> throw json.unknown("field", field);
      }
    }
  }
}
