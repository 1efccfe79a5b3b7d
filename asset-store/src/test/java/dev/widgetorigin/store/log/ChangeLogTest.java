package dev.widgetorigin.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ForwardingObjects;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.object.Together;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log in a bucket: 25 batches, of which segments hold 20 and single objects all. */
final class ChangeLogTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS.withCheckpoints(10, 10).withDeleteFolded(false);
  private static final WidgetName CHAT = WidgetName.parse("chat");

  private final List<String> reads = Collections.synchronizedList(new ArrayList<>());
  private final MemoryObjects objects =
      new MemoryObjects(
          (verb, key) -> {
            if (verb.equals("read")) {
              reads.add(key);
            }
            return MemoryObjects.Fault.NONE;
          });
  private ChangeLog log;

  @BeforeEach
  void fill() throws IOException {
    log = ChangeLog.open(objects, OPTIONS);
    for (long sequence = 1; sequence <= 25; sequence++) {
      Change change = new Change.SettingsChanged(CHAT, WidgetSettings.DEFAULTS);
      assertThat(
              log.append(
                  new ChangeBatch(
                      sequence, "id" + sequence, "n", Instant.EPOCH, "ana", "", List.of(change))))
          .isEqualTo(Creation.CREATED);
    }
    log.foldInto(25);
    reads.clear();
  }

  private List<Long> read(long from, long to) throws IOException {
    List<Long> found = new ArrayList<>();
    log.read(from, to, batch -> found.add(batch.sequence()));
    return found;
  }

  private List<Long> history(String widget, long newest, int limit) throws IOException {
    return log.history(widget == null ? null : WidgetName.parse(widget), newest, limit).stream()
        .map(ChangeBatch::sequence)
        .toList();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static List<Long> backwards(long from, long to) {
    List<Long> all = new ArrayList<>(range(to, from));
    Collections.reverse(all);
    return all;
  }

  @ParameterizedTest
  @CsvSource({"1,25,7", "1,20,2", "5,15,2", "10,11,2", "11,11,1", "21,25,5"})
  void read_whatSegmentsHold_isOneCallForEachSegment(long from, long to, int calls)
      throws IOException {
    assertThat(read(from, to)).isEqualTo(range(from, to));
    assertThat(reads).hasSize(calls);
  }

  @ParameterizedTest
  @CsvSource({"25,100,1,7", "20,5,16,1", "25,8,18,6", "12,100,1,2"})
  void history_whatSegmentsHold_isOneCallForEachSegment(
      long newest, int limit, long oldest, int calls) throws IOException {
    assertThat(history(null, newest, limit)).isEqualTo(backwards(newest, oldest));
    assertThat(reads).hasSize(calls);
  }

  @Test
  void history_ofAnotherWidget_passesOverSegments() throws IOException {
    assertThat(history("map", 20, 100)).isEmpty();
    assertThat(reads).hasSize(2);
  }

  @Test
  void damagedSegment_singleObjectsAreThere_areReadInstead() throws IOException {
    objects.replace(StoreLayout.segment(11, 20), Source.of("no gzip".getBytes(UTF_8)));

    assertThat(read(1, 25)).isEqualTo(range(1, 25));
    assertThat(reads).filteredOn(key -> key.equals(StoreLayout.segment(11, 20))).hasSize(1);
    reads.clear();
    assertThat(history("chat", 25, 100)).isEqualTo(backwards(25, 1));
    assertThat(reads).filteredOn(key -> key.equals(StoreLayout.segment(11, 20))).hasSize(1);
  }

  @Test
  void damagedSegment_singleObjectGone_isNamed() throws IOException {
    objects.replace(StoreLayout.segment(11, 20), Source.of("no gzip".getBytes(UTF_8)));
    objects.delete(StoreLayout.log(15));

    assertThatThrownBy(() -> read(1, 25))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("history segment 11-20 is damaged");
    assertThatThrownBy(() -> history(null, 25, 100))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("history segment 11-20 is damaged");
  }

  @Test
  void damagedSingleObject_inAnIntactSegment_isNotNeeded() throws IOException {
    objects.replace(StoreLayout.log(15), Source.of("{".getBytes(UTF_8)));
    assertThat(read(1, 25)).isEqualTo(range(1, 25));
    assertThat(history(null, 25, 100)).hasSize(25);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void singleObjects_inABucket_areAskedForTogether(boolean forwards) throws IOException {
    Together both = new Together();
    ChangeLog remote =
        ChangeLog.open(
            new ForwardingObjects(objects) {
              @Override
              public int callsAtOnce() {
                return 2;
              }

              @Override
              public Optional<Content> read(String key) throws IOException {
                if (key.equals(StoreLayout.log(22)) || key.equals(StoreLayout.log(23))) {
                  both.await();
                }
                return super.read(key);
              }
            },
            OPTIONS);
    List<Long> found = new ArrayList<>();
    if (forwards) {
      remote.read(21, 25, batch -> found.add(batch.sequence()));
    } else {
      remote.history(null, 24, 4).forEach(batch -> found.add(0, batch.sequence()));
    }
    assertThat(found).isEqualTo(forwards ? range(21, 25) : range(21, 24));
  }

  @Test
  void history_ofWhatIsNewest_asksForLittleElse() throws IOException {
    assertThat(history(null, 25, 2)).containsExactly(25L, 24L);
    assertThat(reads).containsExactly(StoreLayout.log(25), StoreLayout.log(24));
  }
}
