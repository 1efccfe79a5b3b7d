package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.delivery.answer.AnswerBundles;
import dev.widgetorigin.origin.delivery.answer.Downloads;
import dev.widgetorigin.origin.delivery.answer.Resource;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For how long what a path was found to mean holds. */
final class ResourceCacheTest {
  private static final String PATH = "/chat/v1/a.js";
  private static final Version OLDER = Version.parse("1.0.0");
  private static final Version NEWER = Version.parse("1.1.0");

  private Widget widget = Chat.widget("1.0.0 1.1.0");
  private boolean gone;
  private long sequence;
  private Instant now = Chat.AT;
  private int retries;
  private final DamagedVersions damaged = new DamagedVersions();
  private final BrokenVersions broken =
      new BrokenVersions(damaged, (name, version) -> false, () -> now, task -> retries++);
  private final ResourceCache known = cache(1 << 20);

  private ResourceCache cache(long maxBytes) {
    return new ResourceCache(new Now(), broken, maxBytes, Runnable::run);
  }

  private final class Now implements Catalog {
    @Override
    public CatalogSnapshot snapshot() {
      return new OneWidget(gone ? other() : widget, sequence);
    }

    private Widget other() {
      WidgetName name = WidgetName.parse("other");
      return new Widget(
          dev.widgetorigin.resolver.WidgetState.empty(name), Map.of(), widget.settings(), null, 9);
    }

    @Override
    public Optional<ChangeBatch> commit(
        String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Following follow(LogFollower follower) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Following.Status> followers() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<ChangeBatch> history(WidgetName name, long before, int limit) {
      throw new UnsupportedOperationException();
    }
  }

  private Resource asset(Version insteadOf) {
    AssetEntry file = new AssetEntry("a.js", 1, Digest.sha256(new byte[1]), "", "", List.of());
    Manifest manifest =
        new Manifest(Chat.NAME, OLDER, Chat.AT, "ana", null, Map.of("a.js", file), null);
    ResolvedTarget target =
        new ResolvedTarget(
            (AssetPath) AssetPath.parse(PATH),
            Chat.NAME,
            widget,
            Selector.parse("v1"),
            widget.state().release(OLDER).orElseThrow(),
            insteadOf,
            broken.epoch());
    return AnswerBundles.FILES.asset(target, manifest, file, PATH, now, Downloads.NONE);
  }

  private Resource current() {
    return known.current(PATH, now.toEpochMilli());
  }

  @Test
  void current_nothingChanged_isWhatItWas() {
    assertThat(current()).isNull();
    Resource asset = asset(null);
    known.put(PATH, asset);
    assertThat(current()).isSameAs(asset);
    assertThat(known.current("/chat/v1/b.js", now.toEpochMilli())).isNull();
    known.clear();
    assertThat(current()).isNull();
  }

  @Test
  void current_onlyOthersChangedSinceAHit_isWhatItWas() {
    Resource asset = asset(null);
    known.put(PATH, asset);
    assertThat(current()).isSameAs(asset);
    sequence++;
    assertThat(current()).isSameAs(asset);
  }

  @Test
  void current_widgetChangedSinceAHit_isVoid() {
    known.put(PATH, asset(null));
    assertThat(current()).isNotNull();
    sequence++;
    widget = Chat.widget("1.0.0 1.1.0");
    assertThat(current()).isNull();
    assertThat(current()).as("still").isNull();
  }

  @Test
  void current_widgetChanged_isVoid() {
    known.put(PATH, asset(null));
    widget = Chat.widget("1.0.0 1.1.0");
    assertThat(current()).as("an equal widget that is another").isNull();
    known.put(PATH, asset(null));
    assertThat(current()).isNotNull();
    gone = true;
    sequence++;
    assertThat(current()).isNull();
  }

  /** A widget of thousands of versions, each asked for once, would fill the memory. */
  @Test
  void put_manyChangesLater_holdsNoWidgetThatIsHistory() {
    WeakReference<Widget> first = new WeakReference<>(widget);
    for (int i = 0; i < 100; i++) {
      known.put("/chat/v1/" + i + ".js", asset(null));
      widget = Chat.widget("1.0.0 1.1.0");
      sequence++;
    }
    Resource last = asset(null);
    known.put(PATH, last);
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(first.get()).isNull();
            });
    assertThat(current()).isSameAs(last);
  }

  @Test
  void current_anyVersionBecameDamagedOrWhole_isVoid() {
    known.put(PATH, asset(null));
    broken.add(WidgetName.parse("x"), OLDER, "lost", () -> false);
    assertThat(current()).isNull();
  }

  @ParameterizedTest(name = "{0} ms after the version was published: {1}")
  @CsvSource({"0, true", "999, true", "-1, false", "-1000, false", "-100000000000000, false"})
  void current_clockPutBack_isVoid(long millis, boolean holds) {
    known.put(PATH, asset(null));
    now = Chat.AT.plusMillis(millis);
    assertThat(current() != null).isEqualTo(holds);
  }

  /** Asking is what makes a broken version be tried again. */
  @Test
  void current_insteadOfABrokenVersion_asksForThatOne() {
    broken.add(Chat.NAME, NEWER, "lost", () -> false);
    known.put(PATH, asset(NEWER));
    assertThat(current()).isNotNull();
    assertThat(retries).isZero();
    now = now.plus(BrokenVersions.RETRY).plusMillis(1);
    assertThat(current()).isNotNull();
    assertThat(retries).isEqualTo(1);
  }

  @Test
  void put_moreThanThereIsRoomFor_isNotKept() {
    Resource asset = asset(null);
    ResourceCache exact = cache(asset.weight() + 2L * PATH.length());
    exact.put(PATH, asset);
    assertThat(exact.current(PATH, now.toEpochMilli())).isSameAs(asset);
    ResourceCache small = cache(asset.weight() + 2L * PATH.length() - 1);
    small.put(PATH, asset);
    assertThat(small.current(PATH, now.toEpochMilli())).isNull();
  }
}
