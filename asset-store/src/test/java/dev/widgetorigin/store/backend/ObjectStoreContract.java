package dev.widgetorigin.store.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
abstract class ObjectStoreContract {
  @TempDir Path folder;
  ObjectStore store;

  abstract ObjectStore open() throws IOException;

  /** A folder that files to be taken over may be in. */
  abstract Path staging() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open();
  }

  private static Source bytes(String text) {
    return Source.of(text.getBytes(UTF_8));
  }

  private String text(String key) throws IOException {
    return new String(store.read(key).orElseThrow(), UTF_8);
  }

  private Path staged(String text) throws IOException {
    Path file = Files.createTempFile(staging(), "staged", null);
    return Files.writeString(file, text);
  }

  @Test
  void putIfAbsent_newKey_creates() throws IOException {
    assertThat(store.putIfAbsent("a/b/c.json", bytes("one"))).isTrue();

    assertThat(text("a/b/c.json")).isEqualTo("one");
  }

  @Test
  void putIfAbsent_takenKey_changesNothing() throws IOException {
    store.putIfAbsent("a/b", bytes("one"));

    assertThat(store.putIfAbsent("a/b", bytes("two"))).isFalse();
    assertThat(text("a/b")).isEqualTo("one");
  }

  @Test
  void putIfAbsent_stagedFile_isTakenOverInBothCases() throws IOException {
    Path first = staged("one");
    Path second = staged("two");

    assertThat(store.putIfAbsent("a/b", Source.of(first))).isTrue();
    assertThat(store.putIfAbsent("a/b", Source.of(second))).isFalse();

    assertThat(first).doesNotExist();
    assertThat(second).doesNotExist();
    assertThat(text("a/b")).isEqualTo("one");
  }

  @Test
  void putIfAbsent_emptyObject_exists() throws IOException {
    assertThat(store.putIfAbsent("empty", bytes(""))).isTrue();

    assertThat(text("empty")).isEmpty();
  }

  @Test
  void putIfAbsent_manyAtOnce_oneCreates() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Boolean>> puts = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String content = "writer " + i;
        puts.add(() -> store.putIfAbsent("new/folder/key", bytes(content)));
      }
      List<Integer> winners = new ArrayList<>();
      List<Future<Boolean>> results = pool.invokeAll(puts);
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).get()) {
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
    store.putIfAbsent("a/b", bytes("one"));
    Path file = staged("two");

    store.replace("a/b", Source.of(file));
    store.replace("c/d", bytes("three"));

    assertThat(text("a/b")).isEqualTo("two");
    assertThat(text("c/d")).isEqualTo("three");
    assertThat(file).doesNotExist();
  }

  @Test
  void replace_whileOpen_readersKeepWhatTheyOpened() throws IOException {
    store.putIfAbsent("a", bytes("old"));

    try (FileChannel channel = store.get("a").orElseThrow()) {
      store.replace("a", bytes("newer"));
      assertThat(new String(Source.readFully(channel), UTF_8)).isEqualTo("old");
    }
  }

  @Test
  void get_noSuchKey_isEmpty() throws IOException {
    assertThat(store.get("no/such")).isEmpty();
  }

  @Test
  void get_deletedWhileOpen_staysReadable() throws IOException {
    store.putIfAbsent("a", bytes("still here"));

    try (FileChannel channel = store.get("a").orElseThrow()) {
      store.delete("a");
      assertThat(new String(Source.readFully(channel), UTF_8)).isEqualTo("still here");
    }
  }

  @Test
  void list_prefix_namesWhatIsUnderIt() throws IOException {
    store.putIfAbsent("log/1", bytes("x"));
    store.putIfAbsent("log/deep/2", bytes("xyz"));
    store.putIfAbsent("logs/3", bytes(""));

    TreeMap<String, Long> found = new TreeMap<>();
    store.list("log/", entry -> found.put(entry.key(), entry.size()));

    assertThat(found).containsOnlyKeys("log/1", "log/deep/2").containsEntry("log/deep/2", 3L);
    List<String> none = new ArrayList<>();
    store.list("nothing/", entry -> none.add(entry.key()));
    assertThat(none).isEmpty();
  }

  @Test
  void delete_thenPut_createsAgain() throws IOException {
    store.putIfAbsent("a/b", bytes("one"));

    assertThat(store.delete("a/b")).isTrue();
    assertThat(store.delete("a/b")).isFalse();
    assertThat(store.get("a/b")).isEmpty();
    assertThat(store.putIfAbsent("a/b", bytes("two"))).isTrue();
    assertThat(text("a/b")).isEqualTo("two");
  }
}
