package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.widgetorigin.origin.notify.Outbox.Dead;
import dev.widgetorigin.origin.notify.Outbox.Message;
import dev.widgetorigin.store.Leftovers;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadLettersTest {
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

  @TempDir Path folder;

  /** In memory, for what needs many. */
  private static final class Memory implements Leftovers {
    final TreeMap<String, byte[]> all = new TreeMap<>();

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
    DeadLetters letters = new DeadLetters(memory);
    for (int i = 0; i < DeadLetters.MOST + 2; i++) {
      letters.bury(letter(i, "{}"));
    }
    assertThat(letters.all()).hasSize(DeadLetters.MOST).first().isEqualTo(letter(2, "{}"));
    assertThat(memory.all).hasSize(DeadLetters.MOST);
  }

  @Test
  void bury_moreBytesThanAreKept_theOldestGo() throws IOException {
    Memory memory = new Memory();
    DeadLetters letters = new DeadLetters(memory);
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
    new DeadLetters(memory).bury(letter(1, "{}"));
    DeadLetters letters = new DeadLetters(memory);
    letters.refresh();
    assertThat(letters.all()).containsExactly(letter(1, "{}"));
  }

  @Test
  void store_keepsThem_forThoseWhoOpenItLater() throws IOException {
    try (NodeStore store = open()) {
      new DeadLetters(store.leftovers("notify-ops")).bury(letter(1, "{\"a\": \"ü\"}"));
    }
    try (NodeStore store = open()) {
      DeadLetters letters = new DeadLetters(store.leftovers("notify-ops"));
      letters.refresh();
      assertThat(letters.all()).containsExactly(letter(1, "{\"a\": \"ü\"}"));
      assertThat(store.leftovers("notify-other").list()).isEmpty();
      letters.taken("evt_1_9F0c_0");
      assertThat(store.leftovers("notify-ops").list()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dead", "dead/", "dead/../x", "../x/y", "dead/A", "dead/x.json"})
  void name_thatIsNone_isRefused(String name) {
    try (NodeStore store = open()) {
      Leftovers leftovers = store.leftovers("notify-ops");
      assertThatIllegalArgumentException().isThrownBy(() -> leftovers.put(name, new byte[1]));
      assertThatIllegalArgumentException().isThrownBy(() -> leftovers.get(name));
    }
  }

  private NodeStore open() {
    return FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
  }
}
