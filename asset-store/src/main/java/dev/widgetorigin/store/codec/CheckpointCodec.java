package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
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
 * rounded to), and a release is one text, because start-up parses all of 100,000 versions.
 *
 * <pre>
 * {"format":2,"sequence":42,"epoch":3,"tokens":[…],"widgets":[{"name":"chat","sequence":41,"releases":[
 *   "1.2.3 released 1795514400000 - 5feceb66ffc8… -",
 *   "1.1.0 blocked 1795414400000 1795424400000 6b86b273ff34… - takes the page's keyboard"],
 *  "channels":{"beta":"1.3.0-rc.1"},"pins":{"v1":{"version":"1.2.3","by":"ana","at":1795514400000,
 *   "reason":"…"}},"follows":{"acme":{"follow":"latest","delay":604800000}},"switches":{"acme":{
 *   "by":"ana","at":1795514400000,"reason":"…"}},"templates":{"":2},"settings":{…},"rollout":{…}}]}
 * </pre>
 *
 * A release is: version, state, when it was published, since when it has that state ({@code -}:
 * since then), digest of its manifest, the channel of a candidate ({@code -}: none), and where it
 * has one, the reason. A rollback's pin has {@code "rollback":true}.
 */
public final class CheckpointCodec {
  private static final int FORMAT = 2;
  private static final String NONE = "-";

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
        release -> json.text(text(release, widget.manifests().get(release.version()))));
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

  private static String text(Release release, Digest manifest) {
    boolean moved = !release.since().equals(release.publishedAt());
    return ManifestCodec.full(release.version())
        + ' '
        + release.state().text()
        + ' '
        + release.publishedAt().toEpochMilli()
        + ' '
        + (moved ? release.since().toEpochMilli() : NONE)
        + ' '
        + manifest
        + ' '
        + (release.channel() == null ? NONE : release.channel())
        + (release.reason().isEmpty() ? "" : ' ' + release.reason());
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
            case "format" -> format(json);
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

  /** An older one is as good as none: it is made again from the log. */
  private static void format(JsonIn json) {
    int found = json.integer();
    if (found < FORMAT) {
      throw new OlderFormatException(json.otherFormat(found, FORMAT));
    }
    if (found > FORMAT) {
      throw new StoreException(Code.INCOMPATIBLE, json.otherFormat(found, FORMAT));
    }
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
    String[] parts = parts(json, json.text());
    Instant published = time(json, parts[2]);
    return new Entry(
        new Release(
            json.version(parts[0]),
            json.state(parts[1]),
            parts[6],
            published,
            parts[3].equals(NONE) ? published : time(json, parts[3]),
            parts[5].equals(NONE) ? null : parts[5]),
        json.digest(parts[4]));
  }

  /** The seven parts of a release; the last may be empty, and may have spaces. */
  private static String[] parts(JsonIn json, String text) {
    String[] parts = new String[7];
    int from = 0;
    for (int i = 0; i < 6; i++) {
      int space = text.indexOf(' ', from);
      if (space < 0 && i < 5) {
        throw json.corrupt("expected a release, found " + text);
      }
      int end = space < 0 ? text.length() : space;
      parts[i] = text.substring(from, end);
      from = Math.min(end + 1, text.length());
    }
    parts[6] = text.substring(from);
    return parts;
  }

  private static Instant time(JsonIn json, String text) {
    try {
      return Instant.ofEpochMilli(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw json.corrupt("expected epoch milliseconds, found " + text);
    }
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
