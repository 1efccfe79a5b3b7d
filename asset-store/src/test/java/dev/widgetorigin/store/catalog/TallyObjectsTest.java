package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.Tallies.Kept;
import dev.widgetorigin.store.codec.TallyCodec;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.MemoryObjects.Fault;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.RolloutTally;
import dev.widgetorigin.store.widget.RolloutTally.Count;
import dev.widgetorigin.store.widget.RolloutTally.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TallyObjectsTest {
  private static final Step STEP = new Step(WidgetName.parse("@acme/chat"), "1.3.0-42", "0");
  private static final RolloutTally TALLY =
      tally(100, new Count(71, 3, 1, 0), new Count(72, 5, 0, 2));

  private final List<String> reads = new ArrayList<>();
  private Fault fault = Fault.NONE;
  private final MemoryObjects objects =
      new MemoryObjects(
          (verb, key) -> {
            if (verb.equals("read")) {
              reads.add(key);
            }
            Fault once = verb.equals("create") ? fault : Fault.NONE;
            fault = verb.equals("create") ? Fault.NONE : fault;
            return once;
          },
          () -> Instant.ofEpochSecond(6_060));
  private final TallyObjects tallies = new TallyObjects(objects, null);

  private static RolloutTally tally(long minute, Count... canary) {
    return new RolloutTally(STEP, "n1", "r1", minute, List.of(canary), List.of(), List.of());
  }

  private void put(String key, String text) throws IOException {
    objects.ensure(key, Source.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<Kept> read() {
    return tallies.read(STEP, 0, key -> true);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NONE", "ANSWER_LOST", "CALL_LOST", "DELAYED"})
  void write_answerLost_isThereOnce(Fault lost) {
    fault = lost;

    Kept kept = tallies.write(TALLY).orElseThrow();

    assertThat(kept.tally()).contains(TALLY);
    assertThat(read()).containsExactly(kept);
  }

  @Test
  void write_nameTaken_isRefused() throws IOException {
    put(tallies.key(TALLY), "somebody else");

    assertThatThrownBy(() -> tallies.write(TALLY))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
  }

  @Test
  void write_bucketAway_isUnavailable() {
    fault = Fault.ERROR;

    assertThatThrownBy(() -> tallies.write(TALLY))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
  }

  @ParameterizedTest(name = "said {0}, written 101: {1}")
  @CsvSource({"101, 101", "100, 100", "99, 101", "0, 101", "102, 101", "-5, 101", "999999999, 101"})
  void minute_whateverTheNodeSays_isTheOneInWhichItWasWrittenOrTheOneBefore(
      long said, long counts) {
    Kept kept = new Kept("k", Instant.ofEpochSecond(6_060), Optional.of(tally(said)));

    assertThat(kept.minute()).isEqualTo(counts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"format\":2}",
        "{\"format\":1,\"more\":1}",
        "$NEGATIVE",
        "$HUGE",
        "$WORDS",
        "$OTHER_STEP",
        "$NO_WIDGET",
      })
  void read_anythingElse_doesNotCountAndHoldsNothingUp(String text) throws IOException {
    String good = new String(TallyCodec.encode(TALLY), StandardCharsets.UTF_8);
    String bad =
        switch (text) {
          case "$NEGATIVE" -> good.replace("\"ok\":3", "\"ok\":-3");
          case "$HUGE" -> good.replace("\"ok\":3", "\"ok\":9223372036854775808");
          case "$WORDS" -> good.replace("\"ok\":3", "\"ok\":\"3\"");
          case "$OTHER_STEP" -> good.replace("1.3.0-42", "1.3.0-43");
          case "$NO_WIDGET" -> good.replace("@acme/chat", "../..");
          default -> text;
        };
    assertThat(bad).isNotEqualTo(good);
    put(tallies.key(TALLY), bad);
    Kept other = tallies.write(tally(101, new Count(5, 1, 1, 0))).orElseThrow();

    List<Kept> found = read();

    assertThat(found).hasSize(2).contains(other);
    assertThat(found.get(0).tally()).isEmpty();
  }

  @Test
  void read_object_ofAMegabyteAndMore_isNotFetched() throws IOException {
    String key = tallies.key(TALLY);
    put(key, "x".repeat((1 << 21) + 1));
    reads.clear();

    assertThat(read()).extracting(Kept::tally).containsExactly(Optional.empty());
    assertThat(reads).isEmpty();
  }

  @Test
  void write_crashes_areReadBack() {
    tallies.write(tally(100, new Count(71, 3, 1, 0), new Count(-2, 5, 0, 2)));

    assertThat(read().get(0).tally().orElseThrow().canary())
        .containsExactly(new Count(71, 3, 1, 0), new Count(-2, 5, 0, 2));
  }

  @Test
  void read_tooManyNetworks_doNotCount() throws IOException {
    String one = "{\"network\":1,\"ok\":1,\"errors\":0}";
    String many = (one + ",").repeat(RolloutTally.MOST_NETWORKS) + one;
    String text = new String(TallyCodec.encode(TALLY), StandardCharsets.UTF_8);
    put(tallies.key(TALLY), text.replace("{\"network\":71,\"ok\":3,\"errors\":1}", many));

    assertThat(read()).extracting(Kept::tally).containsExactly(Optional.empty());
  }

  @Test
  void read_unwanted_isNotFetched() {
    Kept kept = tallies.write(TALLY).orElseThrow();
    reads.clear();

    assertThat(tallies.read(STEP, 0, key -> !key.equals(kept.key()))).isEmpty();
    assertThat(reads).isEmpty();
  }
}
