package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.widgetorigin.origin.notify.Outbox.Dead;
import dev.widgetorigin.origin.notify.Outbox.Message;
import dev.widgetorigin.store.FollowerDocuments;
import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadLettersTest {
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

  @TempDir Path folder;

  /** In memory, for what needs many. */
  private static final class Memory implements FollowerDocuments, Cursor {
    final TreeMap<String, byte[]> all = new TreeMap<>();
    Optional<Position> mark = Optional.empty();
    int lists;
    int loads;
    boolean away;

    /** Run before a list is made. */
    volatile Runnable beforeList = () -> {};

    @Override
    public Optional<Position> load() {
      loads++;
      return mark;
    }

    @Override
    public void save(Position position) throws IOException {
      if (away) {
        throw new IOException("the bucket is away");
      }
      mark = Optional.of(position);
    }

    @Override
    public void put(String name, byte[] bytes) {
      all.putIfAbsent(name, bytes);
    }

    @Override
    public Optional<byte[]> get(String name) {
      return Optional.ofNullable(all.get(name));
    }

    @Override
    public SortedMap<String, Long> list() {
      beforeList.run();
      lists++;
      SortedMap<String, Long> sizes = new TreeMap<>();
      all.forEach((name, bytes) -> sizes.put(name, (long) bytes.length));
      return sizes;
    }

    @Override
    public boolean remove(String name) {
      return all.remove(name) != null;
    }
  }

  private static Dead letter(int number, String body) {
    Instant since = START.plusSeconds(number);
    return new Dead(
        new Message("evt_" + number + "_9F0c_0", "chat", "version.published", since, body),
        since.plusSeconds(1),
        "it answers 500");
  }

  @Test
  void bury_moreThanAreKept_theOldestGo() throws IOException {
    Memory memory = new Memory();
    DeadLetters letters = new DeadLetters(memory, memory);
    for (int i = 0; i < DeadLetters.MOST + 2; i++) {
      letters.bury(letter(i, "{}"));
    }
    assertThat(letters.all()).hasSize(DeadLetters.MOST).first().isEqualTo(letter(2, "{}"));
    assertThat(memory.all).hasSize(DeadLetters.MOST);
  }

  @Test
  void bury_moreBytesThanAreKept_theOldestGo() throws IOException {
    Memory memory = new Memory();
    DeadLetters letters = new DeadLetters(memory, memory);
    String large = "x".repeat((int) DeadLetters.MOST_BYTES / 2 - 1000);
    for (int i = 0; i < 3; i++) {
      letters.bury(letter(i, large));
    }
    assertThat(letters.all()).hasSize(2).first().isEqualTo(letter(1, large));
    letters.bury(letter(3, "x".repeat((int) DeadLetters.MOST_BYTES)));
    assertThat(memory.all).isEmpty();
  }

  @Test
  void refresh_damagedLetter_isLeftOutAndTheOthersAreShown() throws IOException {
    Memory memory = new Memory();
    for (String text : new String[] {"", "[]", "{\"id\":1}", "{\"id\":\"a\",\"widget\":\"b\"}"}) {
      memory.put("dead/%018d-odd".formatted(memory.all.size()), text.getBytes(UTF_8));
    }
    new DeadLetters(memory, memory).bury(letter(1, "{}"));
    DeadLetters letters = new DeadLetters(memory, memory);
    letters.refresh();
    assertThat(letters.all()).containsExactly(letter(1, "{}"));
  }

  @DisplayName("a look every ten seconds reads one small object, and lists all every five minutes")
  @Test
  void look_nothingNew_listsSeldom() throws IOException {
    Memory memory = new Memory();
    DeadLetters letters = new DeadLetters(memory, memory);
    for (int second = 0; second < 3600; second += 10) {
      letters.look(START.plusSeconds(second));
    }
    assertThat(memory.lists).isEqualTo(12);
    assertThat(memory.loads).isEqualTo(360);
  }

  @Test
  void look_whatAnotherNodeDid_isSeenAtOnce() throws IOException {
    Memory memory = new Memory();
    DeadLetters one = new DeadLetters(memory, memory);
    DeadLetters other = new DeadLetters(memory, memory);
    other.look(START);

    one.bury(letter(1, "{}"));
    other.look(START.plusSeconds(1));
    assertThat(other.all()).hasSize(1);

    assertThat(other.retry(Set.of(), START.plusSeconds(1))).isEqualTo(1);
    one.look(START.plusSeconds(2));
    assertThat(one.all()).isEmpty();
    assertThat(one.again()).hasSize(1);

    one.taken("evt_1_9F0c_0");
    other.look(START.plusSeconds(3));
    assertThat(other.again()).isEmpty();
    int lists = memory.lists;
    one.taken("evt_2_9F0c_0");
    other.look(START.plusSeconds(4));
    assertThat(memory.lists).as("a message that was no letter changes none").isEqualTo(lists);
  }

  @DisplayName("a node that died between a change and its mark is noticed after five minutes")
  @Test
  void look_changeWithoutAMark_isSeenWithTheNextList() throws IOException {
    Memory memory = new Memory();
    DeadLetters letters = new DeadLetters(memory, memory);
    letters.look(START);
    memory.away = true;
    new DeadLetters(memory, memory).bury(letter(1, "{}"));
    memory.away = false;

    letters.look(START.plus(DeadLetters.LIST_EVERY).minusSeconds(1));
    assertThat(letters.all()).isEmpty();
    letters.look(START.plus(DeadLetters.LIST_EVERY));
    assertThat(letters.all()).hasSize(1);
  }

  @Test
  void look_clockWasPutBackSince_listsAtOnce() throws IOException {
    Memory memory = new Memory();
    DeadLetters letters = new DeadLetters(memory, memory);
    letters.look(START);
    memory.away = true;
    new DeadLetters(memory, memory).bury(letter(1, "{}"));
    memory.away = false;

    Instant before = START.minus(Duration.ofHours(3));
    letters.look(before);
    assertThat(letters.all()).hasSize(1);
    letters.look(before.plusSeconds(10));
    assertThat(memory.lists).as("no more often than before").isEqualTo(2);
  }

  @Test
  void all_whileTheBucketHangs_isToldAtOnce() throws Exception {
    Memory memory = new Memory();
    DeadLetters letters = new DeadLetters(memory, memory);
    letters.bury(letter(1, "{}"));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    memory.beforeList =
        () -> {
          asked.countDown();
          assertThatNoException().isThrownBy(answers::await);
        };
    CompletableFuture<Integer> retried =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return letters.retry(Set.of(), START);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    try {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            assertThat(letters.all()).containsExactly(letter(1, "{}"));
            assertThat(letters.again()).isEmpty();
          });
    } finally {
      answers.countDown();
    }
    assertThat(retried.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(letters.all()).isEmpty();
    assertThat(letters.again()).hasSize(1);
  }

  @Test
  void store_keepsThem_forThoseWhoOpenItLater() throws IOException {
    try (NodeStore store = open()) {
      new DeadLetters(store.documents("notify-ops"), store.sharedCursor("letters-ops"))
          .bury(letter(1, "{\"a\": \"ü\"}"));
    }
    try (NodeStore store = open()) {
      DeadLetters letters =
          new DeadLetters(store.documents("notify-ops"), store.sharedCursor("letters-ops"));
      letters.refresh();
      assertThat(letters.all()).containsExactly(letter(1, "{\"a\": \"ü\"}"));
      assertThat(store.documents("notify-other").list()).isEmpty();
      letters.taken("evt_1_9F0c_0");
      assertThat(store.documents("notify-ops").list()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dead", "dead/", "dead/../x", "../x/y", "dead/A", "dead/x.json"})
  void name_thatIsNone_isRefused(String name) {
    try (NodeStore store = open()) {
      FollowerDocuments documents = store.documents("notify-ops");
      assertThatIllegalArgumentException().isThrownBy(() -> documents.put(name, new byte[1]));
      assertThatIllegalArgumentException().isThrownBy(() -> documents.get(name));
    }
  }

  private NodeStore open() {
    return FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
  }
}
