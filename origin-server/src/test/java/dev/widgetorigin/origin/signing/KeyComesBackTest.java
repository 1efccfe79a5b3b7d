package dev.widgetorigin.origin.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.AssetHandler;
import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.loader.LoaderHandler;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.signing.SigningKey;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the origin makes while its key cannot be read has no signature, and pages that ask for one
 * do not run it: so it is made anew once the key is there, whatever has been asked for meanwhile,
 * and no cache keeps it for longer.
 */
final class KeyComesBackTest {
  private static final String STUB = "/w/v1/w.mjs";
  private static final String LOADER = "/-/loader/w/v1.js";

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private Path file;
  private DeliveryWorld world;
  private AssetHandler assets;
  private LoaderHandler loaders;

  /** Tasks that were given to the executor. */
  private final AtomicInteger work = new AtomicInteger();

  @BeforeEach
  void open() throws IOException {
    file = Files.writeString(folder.resolve("key.pem"), "half a key");
    world = new DeliveryWorld(folder.resolve("store"));
    world.publish(
        "w", "1.0.0", ReleaseState.RELEASED, "w.mjs", Map.of("w.mjs", "export default 1"));
    world.commit(
        new Change.SettingsChanged(
            WidgetName.parse("w"), OneSetting.aliasMode(WidgetSettings.AliasMode.STUB)));
    open(key());
  }

  private OriginKey key() {
    return new OriginKey(file, new SecureRandom(), nanos::get);
  }

  private void open(OriginKey key) {
    Executor counted =
        task -> {
          work.incrementAndGet();
          world.executor.execute(task);
        };
    assets =
        new AssetHandler(
            world.store,
            OriginConfig.DEFAULTS,
            new ClientQueue(counted, 64),
            world.timer,
            () -> world.now,
            DeliveryEvents.NONE,
            key,
            DeliveryWorld.CHANCE);
    loaders =
        new LoaderHandler(
            world.store,
            world.handler.broken(),
            DeliveryEvents.NONE,
            OriginConfig.DEFAULTS,
            counted,
            64,
            world.timer,
            key);
  }

  @AfterEach
  void close() {
    assets.close();
    world.close();
  }

  private Answer ask(Handler handler, String target, String... headers) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(FakeRequest.of(Method.GET, target, headers), reply::complete);
    return Answer.of(reply.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join());
  }

  private Handler handler(String target) {
    return target.equals(STUB) ? assets : loaders;
  }

  private Answer ask(String target, String... headers) {
    return ask(handler(target), target, headers);
  }

  private void bringKey() throws IOException {
    Files.delete(file);
    SigningKey.generate(new SecureRandom()).write(file);
    nanos.addAndGet(OriginKey.AGAIN.toNanos());
  }

  /** The form of a loader that never changes. */
  private String frozen() {
    Matcher url =
        Pattern.compile("\"url\":\"([^\"]+)\"").matcher(ask(loaders, LOADER + "?meta").text());
    assertThat(url.find()).isTrue();
    return url.group(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {STUB, LOADER})
  void madeWithoutTheKey_isSignedOnceItIsThere(String target) throws IOException {
    assertThat(ask(target).header("Signature")).isNull();
    bringKey();
    Answer signed = ask(target);
    assertThat(signed.status()).isEqualTo(200);
    assertThat(signed.header("Signature")).startsWith("wo=:");
  }

  @ParameterizedTest
  @ValueSource(strings = {STUB, LOADER})
  void copyWithoutASignature_isReplacedWhenItIsRevalidated(String target) throws IOException {
    Answer unsigned = ask(target);
    String tag = unsigned.header("ETag");
    assertThat(ask(target, "if-none-match", tag).status()).as("while it fails").isEqualTo(304);
    bringKey();
    Answer signed = ask(target, "if-none-match", tag);
    assertThat(signed.status()).isEqualTo(200);
    assertThat(signed.header("Signature")).startsWith("wo=:");
    assertThat(signed.text()).isEqualTo(unsigned.text());
    Answer again = ask(target, "if-none-match", signed.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.header("ETag")).isEqualTo(signed.header("ETag"));
  }

  @Test
  void copyOfAStubWithoutASignature_isReplacedWhenItIsRevalidatedByItsDate() throws IOException {
    String date = ask(STUB).header("Last-Modified");
    assertThat(ask(STUB, "if-modified-since", date).status()).isEqualTo(304);
    bringKey();
    Answer signed = ask(STUB, "if-modified-since", date);
    assertThat(signed.status()).isEqualTo(200);
    assertThat(signed.header("Last-Modified")).isEqualTo(DeliveryWorld.LAST_MODIFIED);
    assertThat(ask(STUB, "if-modified-since", DeliveryWorld.LAST_MODIFIED).status()).isEqualTo(304);
  }

  @Test
  void copyWithoutASignature_isKeptBrieflyByEverybody() throws IOException {
    for (String target : List.of(STUB, LOADER, frozen())) {
      Answer unsigned = ask(target);
      assertThat(unsigned.header("Cache-Control")).as(target).isEqualTo("public, max-age=10");
      assertThat(unsigned.header("CDN-Cache-Control")).as(target).isNull();
      assertThat(unsigned.header("Surrogate-Control")).as(target).isNull();
    }
    bringKey();
    assertThat(ask(STUB).header("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(ask(LOADER).header("CDN-Cache-Control")).startsWith("public, max-age=30,");
    assertThat(ask(frozen()).header("Cache-Control"))
        .isEqualTo("public, max-age=31536000, immutable");
  }

  /** Edges that have the right answer go on giving it. */
  @ParameterizedTest
  @ValueSource(strings = {STUB, LOADER})
  void copyWithASignature_isNotReplacedWhileTheKeyFails(String target) throws IOException {
    bringKey();
    String tag = ask(target).header("ETag");
    Files.writeString(file, "half a key");
    assets.close();
    open(key());

    assertThat(ask(target).header("Signature")).as("a new process").isNull();
    Answer kept = ask(target, "if-none-match", "\"other\", W/" + tag);
    assertThat(kept.status()).isEqualTo(304);
    assertThat(kept.header("ETag")).isEqualTo(tag);
    assertThat(kept.header("Cache-Control")).isEqualTo("public, max-age=10");
    String other = tag.replaceFirst("[0-9a-f]", tag.charAt(1) == '0' ? "1" : "0");
    assertThat(ask(target, "if-none-match", other).status()).as("another text").isEqualTo(200);
  }

  /** Of another process before, in which no key was configured. */
  @ParameterizedTest
  @ValueSource(strings = {STUB, LOADER})
  void copyFromATimeWithoutAnyKey_isReplacedWhenItIsRevalidated(String target) throws IOException {
    assets.close();
    open(OriginKey.NONE);
    Answer before = ask(target);
    assertThat(before.header("Cache-Control")).doesNotContain("max-age=10");
    bringKey();
    assets.close();
    open(key());
    assertThat(ask(target, "if-none-match", before.header("ETag")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {STUB, LOADER})
  void copySignedByAnotherKey_isReplacedWhenItIsRevalidated(String target) throws IOException {
    bringKey();
    Answer before = ask(target);
    bringKey();
    assets.close();
    open(key());
    Answer after = ask(target, "if-none-match", before.header("ETag"));
    assertThat(after.status()).isEqualTo(200);
    assertThat(after.header("Signature"))
        .startsWith("wo=:")
        .isNotEqualTo(before.header("Signature"));
  }

  /** A key that is lost for a day must not cost the work of all these requests. */
  @ParameterizedTest
  @ValueSource(strings = {STUB, LOADER})
  void madeWithoutTheKey_isKeptUntilItIsTriedAgain(String target) {
    ask(target);
    int made = work.get();
    nanos.addAndGet(OriginKey.AGAIN.toNanos() - 1);
    ask(target);
    assertThat(work.get()).isEqualTo(made);
    nanos.incrementAndGet();
    ask(target);
    assertThat(work.get()).as("tried again").isGreaterThan(made);
    made = work.get();
    ask(target);
    assertThat(work.get()).isEqualTo(made);
  }
}
