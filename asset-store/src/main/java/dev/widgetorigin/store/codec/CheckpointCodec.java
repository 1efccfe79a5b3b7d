package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A snapshot as compressed canonical JSON. Times are epoch milliseconds (what a commit's time is
 * rounded to), because 100,000 versions have 200,000 of them and start-up parses them all.
 *
 * <pre>
 * {"format":1,"sequence":42,"epoch":3,"tokens":[…],"widgets":[{"name":"chat","sequence":41,"releases":[
 *   {"version":"1.2.3","state":"released","published":1795514400000,"manifest":"…"}],
 *  "channels":{"beta":"1.3.0-rc.1"},"pins":{"v1":{"version":"1.2.3","by":"ana","at":1795514400000,
 *   "reason":"…"}},"follows":{"acme":{"follow":"latest","delay":604800000}},"switches":{"acme":{
 *   "by":"ana","at":1795514400000,"reason":"…"}},"templates":{"":2},"settings":{…},"rollout":{…}}]}
 * </pre>
 *
 * A release that is a candidate has its {@code channel}, and a rollback's pin has {@code
 * "rollback":true}.
 */
public final class CheckpointCodec {
  private static final int FORMAT = 1;

  /** What a checkpoint says; see {@link CatalogSnapshot}. */
  public record Checkpoint(
      long sequence,
      long epoch,
      Map<String, ApiToken> tokens,
      Map<String, Alarm> alarms,
      List<Widget> widgets) {}

  private CheckpointCodec() {}

  public static byte[] encode(CatalogSnapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 << 10);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, 64 << 10);
        JsonOut json = new JsonOut(gzip)) {
      List<Widget> widgets =
          snapshot.widgets().sorted(Comparator.comparing(w -> w.state().name())).toList();
      json.begin()
          .field("format", FORMAT)
          .field("sequence", snapshot.sequence())
          .field("epoch", snapshot.epoch())
          .array(
              "tokens",
              snapshot.tokens().values(),
              token -> TokenCodec.encode(json.begin(), token));
      if (!snapshot.alarms().isEmpty()) {
        json.array(
            "alarms", snapshot.alarms().values(), alarm -> AlarmCodec.encode(json.begin(), alarm));
      }
      json.array("widgets", widgets, widget -> encode(json, widget)).end();
    } catch (IOException e) {
      throw IoFailures.unavailable("compress a checkpoint", e);
    }
    return bytes.toByteArray();
  }

  private static void encode(JsonOut json, Widget widget) {
    WidgetState state = widget.state();
    json.begin().field("name", state.name()).field("sequence", widget.sequence());
    json.array(
        "releases",
        state.releases().values(),
        release -> encode(json, release, widget.manifests().get(release.version())));
    sorted(json, "channels", state.channels(), json::field);
    sorted(json, "pins", state.pins(), (alias, pin) -> encode(json.begin(alias), pin));
    sorted(
        json,
        "follows",
        state.follows(),
        (channel, rule) -> FollowCodec.encode(json.begin(channel), rule));
    sorted(
        json,
        "switches",
        widget.switches(),
        (channel, off) -> FollowCodec.encode(json.begin(channel), off));
    sorted(json, "templates", widget.templates(), json::field);
    if (!widget.settings().equals(WidgetSettings.DEFAULTS)) {
      SettingsCodec.encode(json.begin("settings"), widget.settings());
    }
    if (widget.rollout() != null) {
      RolloutCodec.encode(json.begin("rollout"), widget.rollout());
    }
    json.end();
  }

  /** An object by sorted names, left out where the map is empty. */
  private static <T> void sorted(
      JsonOut json, String name, Map<String, T> map, BiConsumer<String, T> each) {
    if (!map.isEmpty()) {
      json.begin(name);
      new TreeMap<>(map).forEach(each);
      json.end();
    }
  }

  private static void encode(JsonOut json, Release release, Digest manifest) {
    boolean moved = !release.since().equals(release.publishedAt());
    json.begin()
        .field("version", ManifestCodec.full(release.version()))
        .field("state", release.state().text())
        .field("reason", release.reason().isEmpty() ? null : release.reason())
        .field("published", release.publishedAt().toEpochMilli())
        .field("since", moved ? release.since().toEpochMilli() : null)
        .field("manifest", manifest)
        .field("channel", release.channel())
        .end();
  }

  private static void encode(JsonOut json, Pin pin) {
    json.field("version", pin.version())
        .field("by", pin.by())
        .field("at", pin.at().toEpochMilli())
        .field("reason", pin.reason());
    if (pin.rollback()) {
      json.field("rollback", true);
    }
    json.end();
  }

  public static Checkpoint decode(byte[] bytes, long sequence) throws IOException {
    String document = "checkpoint " + sequence;
    try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes), 64 << 10)) {
      return JsonIn.readTrusted(gzip, document, json -> checkpoint(json, sequence));
    }
  }

  private static Checkpoint checkpoint(JsonIn json, long sequence) {
    var read =
        new Object() {
          long sequence = -1;
          long epoch;
          List<ApiToken> tokens = List.of();
          List<Alarm> alarms = List.of();
          List<Widget> widgets = List.of();
        };
    json.object(
        name -> {
          switch (name) {
            case "format" -> json.format(FORMAT);
            case "sequence" -> read.sequence = json.number();
            case "epoch" -> read.epoch = json.number();
            case "tokens" -> read.tokens = json.array(() -> TokenCodec.decode(json));
            case "alarms" -> read.alarms = json.array(() -> AlarmCodec.decode(json));
            case "widgets" -> read.widgets = json.array(() -> widget(json));
            default -> throw json.unknown("field", name);
          }
        });
    if (read.sequence != sequence) {
      throw json.corrupt("expected sequence " + sequence + ", found " + read.sequence);
    }
    Map<String, ApiToken> tokens = new LinkedHashMap<>();
    read.tokens.forEach(token -> tokens.put(token.id(), token));
    Map<String, Alarm> alarms = new LinkedHashMap<>();
    read.alarms.forEach(alarm -> alarms.put(Alarm.key(alarm.kind(), alarm.subject()), alarm));
    return new Checkpoint(
        sequence,
        read.epoch,
        Collections.unmodifiableMap(tokens),
        alarms.isEmpty() ? Map.of() : Collections.unmodifiableMap(alarms),
        read.widgets);
  }

  private static Widget widget(JsonIn json) {
    RawWidget raw = new RawWidget();
    json.object(name -> raw.field(json, name));
    return raw.widget(json);
  }

  /** All fields of a widget, as they are read. */
  private static final class RawWidget {
    private WidgetName name;
    private long sequence;
    private List<Entry> releases = List.of();
    private final Map<String, Version> channels = new HashMap<>();
    private final Map<String, Pin> pins = new HashMap<>();
    private final Map<String, FollowRule> follows = new HashMap<>();
    private final Map<String, Widget.Off> switches = new TreeMap<>();
    private final Map<String, Integer> templates = new TreeMap<>();
    private WidgetSettings settings = WidgetSettings.DEFAULTS;
    private Rollout rollout;

    void field(JsonIn json, String field) {
      switch (field) {
        case "name" -> name = json.widget();
        case "sequence" -> sequence = json.number();
        case "releases" -> releases = json.array(() -> release(json));
        case "channels" -> json.object(channel -> channels.put(channel, json.version()));
        case "pins" -> json.object(alias -> pins.put(alias, pin(json)));
        case "follows" -> json.object(channel -> follows.put(channel, FollowCodec.rule(json)));
        case "switches" -> json.object(channel -> switches.put(channel, FollowCodec.off(json)));
        case "templates" -> json.object(channel -> templates.put(channel, json.integer()));
        case "settings" -> settings = SettingsCodec.decode(json);
        case "rollout" -> rollout = RolloutCodec.decode(json);
        default -> throw json.unknown("field", field);
      }
    }

    Widget widget(JsonIn json) {
      Map<Version, Release> byVersion = new TreeMap<>();
      Map<Version, Digest> manifests = new HashMap<>(2 * releases.size());
      for (Entry entry : releases) {
        byVersion.put(entry.release().version(), entry.release());
        manifests.put(entry.release().version(), entry.manifest());
      }
      return new Widget(
          WidgetState.of(json.required(name, "name"), byVersion, channels, pins, follows),
          Collections.unmodifiableMap(manifests),
          settings,
          rollout,
          switches.isEmpty() ? Map.of() : Collections.unmodifiableMap(switches),
          templates.isEmpty() ? Map.of() : Collections.unmodifiableMap(templates),
          sequence);
    }
  }

  private record Entry(Release release, Digest manifest) {}

  private static Entry release(JsonIn json) {
    var read =
        new Object() {
          Version version;
          ReleaseState state;
          String reason = "";
          long published;
          long since = -1;
          Digest manifest;
          String channel;
        };
    json.object(
        name -> {
          switch (name) {
            case "version" -> read.version = json.version();
            case "channel" -> read.channel = json.text();
            case "state" -> read.state = json.state();
            case "reason" -> read.reason = json.text();
            case "published" -> read.published = json.number();
            case "since" -> read.since = json.number();
            case "manifest" -> read.manifest = json.digest();
            default -> throw json.unknown("field", name);
          }
        });
    Instant published = Instant.ofEpochMilli(read.published);
    Instant since = read.since < 0 ? published : Instant.ofEpochMilli(read.since);
    return new Entry(
        new Release(
            json.required(read.version, "version"),
            json.required(read.state, "state"),
            read.reason,
            published,
            since,
            read.channel),
        json.required(read.manifest, "manifest"));
  }

  private static Pin pin(JsonIn json) {
    var read =
        new Object() {
          Version version;
          String by;
          long at;
          String reason;
          boolean rollback;
        };
    json.object(
        name -> {
          switch (name) {
            case "version" -> read.version = json.version();
            case "rollback" -> read.rollback = json.flag();
            case "by" -> read.by = json.text();
            case "at" -> read.at = json.number();
            case "reason" -> read.reason = json.text();
            default -> throw json.unknown("field", name);
          }
        });
    return new Pin(
        json.required(read.version, "version"),
        read.by,
        Instant.ofEpochMilli(read.at),
        read.reason,
        read.rollback);
  }
}
