package dev.widgetorigin.store;

import dev.widgetorigin.resolver.FollowResolver;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Random changes that fit a snapshot, of every case, over few widgets so that they meet. */
public final class Changes {
  private static final List<String> WIDGETS = List.of("chat", "map", "@acme/chat", "@acme/map");
  private static final List<String> ALIASES = List.of("latest", "v1", "v1.2", ">=1.0.0 <2.0.0-0");
  private static final List<String> FOLLOWED =
      List.of("latest", "v1", "^1.2.0", "beta", "next", "main", "absent", "1.2.3");
  private static final List<String> CHANNELS = List.of("beta", "next", "main");

  private Changes() {}

  public static List<Change> random(Random random, CatalogSnapshot now) {
    List<Change> changes = new ArrayList<>();
    List<Version> fresh = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    WidgetName widget = WidgetName.parse(WIDGETS.get(random.nextInt(WIDGETS.size())));
    for (int i = 0; i < count; i++) {
      one(random, now.widget(widget), widget, fresh, changes);
    }
    return changes;
  }

  /** One change of each kind there is, which fit an empty snapshot in this order. */
  public static List<Change> ofEveryKind() {
    WidgetName chat = WidgetName.parse("chat");
    Version version = Version.parse("1.0.0");
    Digest digest = Digest.sha256(new byte[] {1});
    ApiToken token =
        new ApiToken("id", "ci", digest, List.of("publish:*"), Bundles.NOW, "ana", Bundles.NOW);
    return List.of(
        new Change.Published(
            chat, version, ReleaseState.RELEASED, digest, digest, "beta", Instant.EPOCH),
        new Change.Repaired(chat, version, Digest.sha256(new byte[] {2})),
        new Change.Completed(chat, version, Digest.sha256(new byte[] {3}), "beta"),
        new Change.Promoted(chat, version),
        new Change.StateChanged(
            chat, version, ReleaseState.RELEASED, ReleaseState.DEPRECATED, "old"),
        new Change.ChannelMoved(chat, "next", null, version),
        new Change.FollowChanged(
            chat, "acme", Selector.parse("v1"), Duration.ofDays(7), true, "a fair"),
        new Change.Followed(chat, List.of("acme"), null, version, "latest by 7d"),
        new Change.SwitchedOff(chat, "acme", "an incident"),
        new Change.SwitchedOn(chat, "acme"),
        new Change.TemplateChanged(chat, null, 1, 2),
        new Change.Pinned(chat, "v1", version, version, "a fair"),
        new Change.RolledBack(chat, "v1", version, version, "broken"),
        new Change.Unpinned(chat, "v1", version),
        new Change.RolloutChanged(
            chat, new Rollout.Pending(plan(new Random(1), version), "a new version")),
        new Change.SiteQuarantined(chat, version, "shop.example", "acme", "it fails there"),
        new Change.SettingsChanged(chat, settings(new Random(1))),
        new Change.PurgeAsked(chat, List.of("w-chat")),
        new Change.AlarmRaised(chat, Alarm.Kind.STORE, "chat@1.0.0", "a blob is missing"),
        new Change.AlarmSettled(chat, Alarm.Kind.STORE, "chat@1.0.0"),
        new Change.Swept(1),
        new Change.TokenChanged(token),
        new Change.TokenRevoked("id", "ci"));
  }

  private static void one(
      Random random,
      Optional<Widget> known,
      WidgetName widget,
      List<Version> fresh,
      List<Change> changes) {
    List<Release> releases =
        known.map(w -> List.copyOf(w.state().releases().values())).orElse(List.of());
    Release some = releases.isEmpty() ? null : releases.get(random.nextInt(releases.size()));
    int kind = some == null ? 0 : random.nextInt(16);
    switch (kind) {
      case 0, 1 -> publish(random, releases, widget, fresh, changes);
      case 2 -> {
        boolean alone = changes.stream().noneMatch(c -> c instanceof Change.StateChanged);
        if (alone && some.state() != ReleaseState.BLOCKED) {
          ReleaseState to = pick(random, ReleaseState.values());
          changes.add(
              new Change.StateChanged(
                  widget, some.version(), some.state(), to, "because \"so\" \u2028 é"));
        }
      }
      case 3 ->
          changes.add(
              new Change.ChannelMoved(
                  widget,
                  CHANNELS.get(random.nextInt(CHANNELS.size())),
                  null,
                  random.nextInt(4) == 0 ? null : some.version()));
      case 4 ->
          changes.add(
              new Change.Pinned(widget, alias(random), null, some.version(), reason(random)));
      case 5 -> changes.add(new Change.Unpinned(widget, alias(random), some.version()));
      case 6 ->
          changes.add(
              new Change.RolledBack(widget, alias(random), some.version(), null, reason(random)));
      case 7 -> changes.add(new Change.RolloutChanged(widget, rollout(random, some.version())));
      case 8 -> changes.add(new Change.Promoted(widget, some.version()));
      case 9 -> follow(random, known, widget, changes);
      case 10 -> changes.add(new Change.SwitchedOff(widget, channel(random), reason(random)));
      case 11 -> changes.add(new Change.SwitchedOn(widget, channel(random)));
      case 12 ->
          changes.add(
              new Change.TemplateChanged(
                  widget, channel(random), null, random.nextBoolean() ? null : 2));
      case 13 -> {
        Rollout rollout = known.map(Widget::rollout).orElse(null);
        boolean alone = changes.stream().noneMatch(Change.SiteQuarantined.class::isInstance);
        if (alone
            && rollout != null
            && rollout.quarantined().size() < RolloutPlan.MOST_QUARANTINED) {
          changes.add(
              new Change.SiteQuarantined(
                  widget,
                  rollout.version(),
                  "shop" + random.nextInt(9) + ".example",
                  channel(random),
                  reason(random)));
        }
      }
      case 14 -> {
        byte[] digest = new byte[Digest.LENGTH];
        random.nextBytes(digest);
        changes.add(
            new Change.Completed(widget, some.version(), Digest.of(digest), channel(random)));
      }
      default -> changes.add(new Change.SettingsChanged(widget, settings(random)));
    }
  }

  private static void publish(
      Random random,
      List<Release> releases,
      WidgetName widget,
      List<Version> fresh,
      List<Change> changes) {
    Version version =
        Version.parse(
            "1."
                + random.nextInt(4)
                + "."
                + random.nextInt(40)
                + (random.nextBoolean() ? "" : "-rc." + random.nextInt(3))
                + (random.nextInt(4) == 0 ? "+build." + random.nextInt(9) : ""));
    if (fresh.contains(version) || releases.stream().anyMatch(r -> r.version().equals(version))) {
      return;
    }
    fresh.add(version);
    byte[] digest = new byte[Digest.LENGTH];
    random.nextBytes(digest);
    ReleaseState state = random.nextBoolean() ? ReleaseState.STAGED : ReleaseState.RELEASED;
    String channel = random.nextBoolean() ? null : CHANNELS.get(random.nextInt(CHANNELS.size()));
    Instant elsewhere =
        random.nextInt(4) == 0 ? Instant.ofEpochMilli(random.nextLong(2_000_000_000_000L)) : null;
    changes.add(
        new Change.Published(widget, version, state, Digest.of(digest), null, channel, elsewhere));
  }

  /** One rule a batch, for two together might lead back to themselves. */
  private static void follow(
      Random random, Optional<Widget> known, WidgetName widget, List<Change> changes) {
    String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
    Selector follow = Selector.parse(FOLLOWED.get(random.nextInt(FOLLOWED.size())));
    boolean alone = changes.stream().noneMatch(Change.FollowChanged.class::isInstance);
    if (random.nextInt(5) == 0) {
      changes.add(new Change.FollowChanged(widget, channel, null, null, false, null));
    } else if (alone && !FollowResolver.leadsTo(known.orElseThrow().state(), follow, channel)) {
      changes.add(
          new Change.FollowChanged(
              widget,
              channel,
              follow,
              Duration.ofMillis(random.nextInt(3) * 5L),
              random.nextInt(4) == 0,
              reason(random)));
    }
  }

  private static String channel(Random random) {
    return random.nextBoolean() ? null : CHANNELS.get(random.nextInt(CHANNELS.size()));
  }

  private static String alias(Random random) {
    return ALIASES.get(random.nextInt(ALIASES.size()));
  }

  private static String reason(Random random) {
    return random.nextBoolean() ? "" : "reason " + random.nextInt(100);
  }

  /** In any phase, come to by any way. */
  public static Rollout rollout(Random random, Version version) {
    RolloutPlan plan = plan(random, version);
    Rollout.Unpromoted unpromoted = unpromoted(random, plan);
    Rollout.Promoting promoting = new Rollout.Promoting(plan, time(random), reason(random));
    return switch (random.nextInt(6)) {
      case 0, 1 -> unpromoted;
      case 2 -> promoting;
      case 3 -> promoting.succeed(reason(random));
      case 4 -> unpromoted.abort(reason(random));
      default ->
          random.nextBoolean()
              ? promoting.abort(reason(random))
              : promoting.rollBack(reason(random));
    };
  }

  private static Rollout.Unpromoted unpromoted(Random random, RolloutPlan plan) {
    int step = random.nextInt(plan.steps().size());
    Rollout.Running running = new Rollout.Running(plan, step, time(random), reason(random));
    return switch (random.nextInt(3)) {
      case 0 -> new Rollout.Pending(plan, reason(random));
      case 1 -> running;
      default -> running.pause(time(random), reason(random));
    };
  }

  private static RolloutPlan plan(Random random, Version version) {
    return new RolloutPlan(
        "r" + random.nextInt(100),
        version,
        random.nextBoolean() ? "latest" : "v1",
        version,
        List.of(
            new RolloutPlan.Step(100, Duration.ofMinutes(random.nextInt(100))),
            new RolloutPlan.Step(RolloutPlan.Step.ALL, Duration.ZERO)),
        random.nextInt(10_000),
        Duration.ofMinutes(random.nextInt(100)),
        random.nextBoolean() ? null : new RolloutPlan.Sites(List.of("a.example"), List.of()),
        random.nextBoolean() ? null : RolloutPlan.Thresholds.DEFAULTS,
        time(random),
        random.nextBoolean()
            ? List.of()
            : List.of(
                new QuarantinedSite("b.example", channel(random), time(random), reason(random))));
  }

  private static Instant time(Random random) {
    return Instant.ofEpochSecond(random.nextInt(1_000_000), 5);
  }

  public static WidgetSettings settings(Random random) {
    return new WidgetSettings(
        random.nextBoolean() ? null : pick(random, WidgetSettings.AliasMode.values()),
        random.nextBoolean()
            ? null
            : new WidgetSettings.Cors(
                List.of("https://a.example", "https://*.b.example"), random.nextBoolean()),
        random.nextBoolean() ? null : List.of("{path}", "dist/{path}"),
        random.nextBoolean() ? null : Map.of("alias", "public, max-age=60", "exact", "no-store"),
        random.nextBoolean()
            ? null
            : new WidgetSettings.SizeBudget(random.nextInt(1_000_000), random.nextBoolean()),
        random.nextBoolean()
            ? null
            : new WidgetSettings.Loader(
                random.nextBoolean() ? null : List.of("https://cdn.example/"),
                "Chat",
                random.nextBoolean() ? null : "dist/chat.js",
                random.nextBoolean() ? null : List.of("dist/chat.css"),
                random.nextBoolean() ? null : "session",
                random.nextBoolean() ? null : random.nextInt(5000),
                random.nextBoolean() ? null : Map.of("type", "module"),
                random.nextBoolean() ? null : "https://outcomes.example",
                random.nextBoolean() ? null : random.nextInt(5000)),
        random.nextBoolean()
            ? null
            : new WidgetSettings.Signing(
                List.of("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="), random.nextBoolean()),
        random.nextBoolean() ? null : pick(random, WidgetSettings.Deltas.values()),
        random.nextBoolean() ? null : random.nextBoolean());
  }

  private static <T> T pick(Random random, T[] items) {
    return items[random.nextInt(items.length)];
  }
}
