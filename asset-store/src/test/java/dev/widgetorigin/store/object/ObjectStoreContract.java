package dev.widgetorigin.store.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every backend must do. */
public abstract class ObjectStoreContract {
  @TempDir protected Path folder;
  protected ObjectStore store;

  protected abstract ObjectStore open() throws IOException;

  /** A folder that files to be taken over may be in. */
  protected abstract Path staging() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open();
  }

  private static Source bytes(String text) {
    return Source.of(text.getBytes(UTF_8));
  }

  private String text(String key) throws IOException {
    return new String(store.bytes(key).orElseThrow(), UTF_8);
  }

  private Path staged(String text) throws IOException {
    Path file = Files.createTempFile(staging(), "staged", null);
    return Files.writeString(file, text);
  }

  @Test
  void create_newKey_creates() throws IOException {
    assertThat(store.create("a/b/c.json", bytes("one"))).isEqualTo(Creation.CREATED);

    assertThat(text("a/b/c.json")).isEqualTo("one");
  }

  @Test
  void create_takenKey_changesNothing() throws IOException {
    store.create("a/b", bytes("one"));

    assertThat(store.create("a/b", bytes("two"))).isEqualTo(Creation.TAKEN);
    assertThat(text("a/b")).isEqualTo("one");
  }

  @Test
  void create_stagedFile_staysInBothCases() throws IOException {
    Path first = staged("one");
    Path second = staged("two");

    assertThat(store.create("a/b", Source.of(first))).isEqualTo(Creation.CREATED);
    assertThat(store.create("a/b", Source.of(second))).isEqualTo(Creation.TAKEN);

    assertThat(first).hasContent("one");
    assertThat(second).hasContent("two");
    assertThat(text("a/b")).isEqualTo("one");
  }

  @Test
  void create_emptyObject_exists() throws IOException {
    assertThat(store.create("empty", bytes(""))).isEqualTo(Creation.CREATED);

    assertThat(text("empty")).isEmpty();
  }

  @Test
  void create_manyAtOnce_oneCreates() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Creation>> puts = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String content = "writer " + i;
        puts.add(() -> store.create("new/folder/key", bytes(content)));
      }
      List<Integer> winners = new ArrayList<>();
      List<Future<Creation>> results = pool.invokeAll(puts);
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).get() == Creation.CREATED) {
          winners.add(i);
        }
      }
      assertThat(winners).hasSize(1);
      assertThat(text("new/folder/key")).isEqualTo("writer " + winners.get(0));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void replace_keyTakenOrFree_holdsTheNewBytes() throws IOException {
    store.create("a/b", bytes("one"));
    Path file = staged("two");

    store.replace("a/b", Source.of(file));
    store.replace("c/d", bytes("three"));

    assertThat(text("a/b")).isEqualTo("two");
    assertThat(text("c/d")).isEqualTo("three");
    assertThat(file).hasContent("two");
  }

  @Test
  void replace_whileOpen_readersKeepWhatTheyOpened() throws IOException {
    store.create("a", bytes("old"));

    try (InputStream opened = store.read("a").orElseThrow().open()) {
      store.replace("a", bytes("newer"));
      assertThat(new String(opened.readAllBytes(), UTF_8)).isEqualTo("old");
    }
  }

  @Test
  void create_sameFileTwice_makesBothObjects() throws IOException {
    Path file = staged("one");

    store.create("a/b", Source.of(file));
    store.create("a/c", Source.of(file));

    assertThat(file).hasContent("one");
    assertThat(text("a/b")).isEqualTo("one");
    assertThat(text("a/c")).isEqualTo("one");
  }

  @Test
  void create_fromAnotherObject_isACopy() throws IOException {
    store.create("a/b", bytes("one"));

    store.create("c", Source.of(store.read("a/b").orElseThrow()));
    store.delete("a/b");

    assertThat(text("c")).isEqualTo("one");
  }

  @Test
  void stat_objects_saysTheirSizes() throws IOException {
    store.create("a/b", bytes("four"));

    assertThat(store.stat("a/b").orElseThrow().size()).isEqualTo(4);
    assertThat(store.stat("a/b").orElseThrow().key()).isEqualTo("a/b");
    assertThat(store.stat("a/c")).isEmpty();
    assertThat(store.read("a/b").orElseThrow().size()).isEqualTo(4);
  }

  @Test
  void list_anything_isInTheOrderOfKeysAndGoesOnAfterOne() throws IOException {
    List<String> keys =
        List.of("a", "a-b", "a.b", "a/a", "a/b.1", "a/b/c", "a/b/d/e", "a/b0", "a0", "b/a");
    for (String key : keys) {
      if (!key.equals("a")) {
        store.create(key, bytes("x"));
      }
    }
    List<String> sorted = keys.stream().filter(key -> !key.equals("a")).sorted().toList();

    assertThat(listed("", "")).isEqualTo(sorted);
    for (String after : keys) {
      assertThat(listed("", after))
          .as("after %s", after)
          .isEqualTo(sorted.stream().filter(key -> key.compareTo(after) > 0).toList());
    }
    assertThat(listed("a/b", "")).containsExactly("a/b.1", "a/b/c", "a/b/d/e", "a/b0");
    assertThat(listed("a/b", "a/b/c")).containsExactly("a/b/d/e", "a/b0");
  }

  private List<String> listed(String prefix, String after) throws IOException {
    List<String> keys = new ArrayList<>();
    store.list(prefix, after, entry -> keys.add(entry.key()));
    return keys;
  }

  @Test
  void read_noSuchKey_isEmpty() throws IOException {
    assertThat(store.read("no/such")).isEmpty();
  }

  @Test
  void read_deletedWhileOpen_staysReadable() throws IOException {
    store.create("a", bytes("still here"));

    try (InputStream opened = store.read("a").orElseThrow().open()) {
      store.delete("a");
      assertThat(new String(opened.readAllBytes(), UTF_8)).isEqualTo("still here");
    }
  }

  @Test
  void list_prefix_namesWhatIsUnderIt() throws IOException {
    store.create("log/1", bytes("x"));
    store.create("log/deep/2", bytes("xyz"));
    store.create("logs/3", bytes(""));

    TreeMap<String, Long> found = new TreeMap<>();
    store.list("log/", entry -> found.put(entry.key(), entry.size()));

    assertThat(found).containsOnlyKeys("log/1", "log/deep/2").containsEntry("log/deep/2", 3L);
    List<String> none = new ArrayList<>();
    store.list("nothing/", entry -> none.add(entry.key()));
    assertThat(none).isEmpty();
  }

  @Test
  void delete_thenPut_createsAgain() throws IOException {
    store.create("a/b", bytes("one"));

    assertThat(store.delete("a/b")).isTrue();
    assertThat(store.delete("a/b")).isFalse();
    assertThat(store.read("a/b")).isEmpty();
    assertThat(store.create("a/b", bytes("two"))).isEqualTo(Creation.CREATED);
    assertThat(text("a/b")).isEqualTo("two");
  }

  @Test
  void read_largeObject_isWholeAndInParts() throws IOException {
    byte[] large = new byte[700_001];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + (i >> 8));
    }
    store.create("large", Source.of(large));
    Content content = store.read("large").orElseThrow();

    assertThat(content.size()).isEqualTo(large.length);
    assertThat(content.bytes()).isEqualTo(large);
    try (InputStream in = content.open()) {
      assertThat(in.skip(10)).isPositive();
      assertThat(in.read()).isNotNegative();
    }
    store.create("copy", Source.of(content));
    assertThat(store.bytes("copy").orElseThrow()).isEqualTo(large);
    if (content instanceof Content.Remote remote) {
      for (int[] part : new int[][] {{0, 10}, {262_143, 2}, {262_144, 1}, {700_000, 1}}) {
        try (InputStream in = remote.fetch().open(part[0], part[1])) {
          assertThat(in.readAllBytes())
              .isEqualTo(Arrays.copyOfRange(large, part[0], part[0] + part[1]));
        }
      }
    }
  }

  @Test
  void list_moreThanAPage_namesAll() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Creation>> puts = new ArrayList<>();
      for (int i = 0; i < 1_005; i++) {
        String key = "n/" + (10_000 + i);
        puts.add(() -> store.create(key, bytes("")));
      }
      for (Future<Creation> made : pool.invokeAll(puts)) {
        assertThat(made.get()).isEqualTo(Creation.CREATED);
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(listed("n/", "")).hasSize(1_005).isSorted();
    assertThat(listed("n/", "n/10003")).hasSize(1_001).startsWith("n/10004");
  }

  @Test
  void names_folder_areAllThatLieInIt() throws IOException {
    store.create("a/b1/x.json", bytes("one"));
    store.create("a/b1/y", bytes("two"));
    store.create("a/b12", bytes("three"));

    // A bucket would have to be asked page by page, and answers nothing.
    List<String> names = store.names("a/b1/");
    assertThat(names == null ? List.of("y", "x.json") : names)
        .containsExactlyInAnyOrder("x.json", "y");
    List<String> missing = store.names("a/b2/");
    assertThat(missing == null ? List.of() : missing).isEmpty();
  }
}
