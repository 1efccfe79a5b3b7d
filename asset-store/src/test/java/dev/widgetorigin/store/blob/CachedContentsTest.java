package dev.widgetorigin.store.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.NoAnswerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedContentsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @TempDir Path folder;
  private final AtomicInteger fetches = new AtomicInteger();

  private CachedContents open(long most) throws IOException {
    return CachedContents.open(folder, most, () -> NOW);
  }

  private Optional<Content> fetched(String text) {
    fetches.incrementAndGet();
    return Optional.of(new Content.Memory(text.getBytes(UTF_8)));
  }

  private static Digest digest(String text) {
    return Digest.sha256(text.getBytes(UTF_8));
  }

  private String read(CachedContents cache, String text) throws IOException {
    return new String(cache.read(digest(text), () -> fetched(text)).orElseThrow().bytes(), UTF_8);
  }

  private Path file(String text) {
    String hex = digest(text).toString();
    return folder.resolve(hex.substring(0, 2)).resolve(hex);
  }

  private long temporaryFiles() throws IOException {
    try (var files = Files.list(folder.resolve("tmp"))) {
      return files.count();
    }
  }

  @Test
  void read_again_isFromTheDiskAlsoAfterARestart() throws IOException {
    try (CachedContents cache = open(1000)) {
      assertThat(read(cache, "one")).isEqualTo("one");
      assertThat(read(cache, "one")).isEqualTo("one");
    }
    try (CachedContents cache = open(1000)) {
      assertThat(read(cache, "one")).isEqualTo("one");
    }
    assertThat(fetches).hasValue(1);
    assertThat(temporaryFiles()).isZero();
  }

  @Test
  void peek_isTheCopyOrNothing() throws IOException {
    try (CachedContents cache = open(1000)) {
      assertThat(cache.peek(digest("one"))).isEmpty();
      assertThat(read(cache, "one")).isEqualTo("one");
      assertThat(cache.peek(digest("one")).orElseThrow().bytes()).isEqualTo("one".getBytes(UTF_8));
    }
    assertThat(fetches).hasValue(1);
  }

  /** Notes what it is told, and what the file had then. */
  private static final class Noted implements BlobStore.Arriving {
    private final List<String> told = new ArrayList<>();
    private Path file;

    @Override
    public void began(Path path) {
      file = path;
      told.add("began");
    }

    @Override
    public void has(long bytes) {
      try {
        told.add(bytes + " of " + Files.size(file));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void read_firstTime_tellsWhatArrives() throws IOException {
    String large = "x".repeat(300_000);
    Noted noted = new Noted();
    Noted again = new Noted();
    try (CachedContents cache = open(1_000_000)) {
      assertThat(cache.read(digest(large), () -> fetched(large), noted)).isPresent();
      assertThat(cache.read(digest(large), () -> fetched(large), again)).isPresent();
    }
    assertThat(noted.told).startsWith("began", "131072 of 131072").endsWith("300000 of 300000");
    assertThat(noted.file).doesNotExist();
    assertThat(again.told).as("there is a copy").isEmpty();
  }

  @Test
  void read_missing_keepsNothing() throws IOException {
    try (CachedContents cache = open(1000)) {
      assertThat(cache.read(digest("one"), Optional::empty)).isEmpty();
      assertThat(read(cache, "one")).isEqualTo("one");
    }
  }

  /** To free some space: the cache may be deleted, and is made again. */
  @Test
  void read_folderDeletedMeanwhile_isMadeAgain() throws IOException {
    Path cached = folder.resolve("cache");
    try (CachedContents cache = CachedContents.open(cached, 1000, () -> NOW)) {
      read(cache, "one");
      Files.move(cached, folder.resolve("taken-away"));

      assertThat(read(cache, "two")).isEqualTo("two");
      assertThat(read(cache, "two")).isEqualTo("two");
    }
    assertThat(fetches).hasValue(2);
  }

  /** Nothing is written to the disk below. */
  @Test
  void read_diskNotMounted_keepsNothing() throws IOException {
    Path node = Files.createDirectory(folder.resolve("node"));
    try (CachedContents cache = CachedContents.open(node.resolve("cache"), 1000, () -> NOW)) {
      Files.move(node, folder.resolve("taken-away"));

      assertThat(read(cache, "one")).isEqualTo("one");
    }
    assertThat(node).doesNotExist();
  }

  @Test
  void read_damagedCopy_isFetchedAgain() throws IOException {
    try (CachedContents cache = open(1000)) {
      read(cache, "one");
    }
    Files.writeString(file("one"), "oNe");

    try (CachedContents cache = open(1000)) {
      assertThat(read(cache, "one")).isEqualTo("one");
    }
    assertThat(fetches).hasValue(2);
  }

  @Test
  void read_wrongBytes_areHandedOnAndNotKept() throws IOException {
    try (CachedContents cache = open(1000)) {
      Optional<Content> found =
          cache.read(digest("one"), () -> Optional.of(new Content.Memory("two".getBytes(UTF_8))));

      assertThat(found.orElseThrow().bytes()).isEqualTo("two".getBytes(UTF_8));
      assertThat(file("one")).doesNotExist();
    }
  }

  @Test
  void open_afterAKill_dropsWhatWasHalf() throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    Files.writeString(folder.resolve("tmp/1"), "hal");

    open(1000).close();

    assertThat(temporaryFiles()).isZero();
  }

  @Test
  void read_byMany_fetchesOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    CountDownLatch go = new CountDownLatch(1);
    try (CachedContents cache = open(1000)) {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        all.add(
            pool.submit(
                () -> {
                  Content content =
                      cache
                          .read(
                              digest("one"),
                              () -> {
                                awaits(go);
                                return fetched("one");
                              })
                          .orElseThrow();
                  return new String(content.bytes(), UTF_8);
                }));
      }
      go.countDown();
      for (Future<String> each : all) {
        assertThat(each.get()).isEqualTo("one");
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(fetches).hasValue(1);
  }

  /** As one that asked alone would be told: whether anybody has to do anything hangs on it. */
  @Test
  void read_byManyWhileTheBucketIsSilent_allAreToldSo() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    CountDownLatch fetching = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (CachedContents cache = open(1000)) {
      Future<?> first =
          pool.submit(
              () ->
                  cache.read(
                      digest("one"),
                      () -> {
                        fetching.countDown();
                        awaits(go);
                        throw new NoAnswerException("the bucket is silent");
                      }));
      awaits(fetching);
      Thread reader = Thread.currentThread();
      Future<?> release =
          pool.submit(
              () -> {
                await().until(() -> reader.getState() == Thread.State.WAITING);
                go.countDown();
              });
      assertThatThrownBy(
              () ->
                  cache.read(
                      digest("one"),
                      () -> {
                        throw new AssertionError("one fetch is enough");
                      }))
          .isInstanceOf(IOException.class)
          .matches(NoAnswerException::causes, "comes from the silence");
      assertThatThrownBy(first::get).hasCauseInstanceOf(NoAnswerException.class);
      release.get();
    } finally {
      pool.shutdownNow();
    }
  }

  private static void awaits(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void read_fetchFails_saysSoAndTheNextTriesAgain() throws IOException {
    try (CachedContents cache = open(1000)) {
      assertThatThrownBy(
              () ->
                  cache.read(
                      digest("one"),
                      () -> {
                        throw new IOException("the bucket is away");
                      }))
          .hasMessageContaining("the bucket is away");
      assertThat(read(cache, "one")).isEqualTo("one");
    }
  }

  @Test
  void open_tooMuchLeft_dropsWhatWasUsedLongestAgo() throws IOException {
    try (CachedContents cache = open(1000)) {
      for (String each : List.of("aaaa", "bbbb", "cccc")) {
        read(cache, each);
      }
    }
    Files.setLastModifiedTime(file("bbbb"), FileTime.from(NOW.minusSeconds(900)));
    Files.setLastModifiedTime(file("aaaa"), FileTime.from(NOW.minusSeconds(600)));
    Files.setLastModifiedTime(file("cccc"), FileTime.from(NOW.minusSeconds(300)));

    try (CachedContents cache = open(8)) {
      await().untilAsserted(() -> assertThat(file("bbbb")).doesNotExist());
      assertThat(file("aaaa")).exists();
      assertThat(cache.size()).isEqualTo(8);
      assertThat(cache.count()).isEqualTo(2);
    }
  }

  @Test
  void read_largerThanTheCache_isNotKept() throws IOException {
    try (CachedContents cache = open(3)) {
      assertThat(read(cache, "four")).isEqualTo("four");
      assertThat(file("four")).doesNotExist();
    }
  }

  @Test
  void read_diskTakesNothing_isServedWithoutBeingKept() throws IOException {
    try (CachedContents cache = open(1000)) {
      Files.delete(folder.resolve("tmp"));
      Files.writeString(folder.resolve("tmp"), "no folder");

      assertThat(read(cache, "one")).isEqualTo("one");
      assertThat(file("one")).doesNotExist();
    }
  }

  @Test
  void forget_copy_isFetchedAgain() throws IOException {
    try (CachedContents cache = open(1000)) {
      read(cache, "one");

      assertThat(cache.forget(digest("one"))).isTrue();
      assertThat(cache.forget(digest("one"))).isFalse();
      read(cache, "one");
      assertThat(fetches).hasValue(2);
    }
  }
}
