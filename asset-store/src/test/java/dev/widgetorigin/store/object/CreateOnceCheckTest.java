package dev.widgetorigin.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.object.CreateOnceCheck.Race;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateOnceCheckTest {
  private final MemoryObjects objects = new MemoryObjects();

  private static CreateOnceCheck check(ObjectStore objects) {
    return new CreateOnceCheck(objects, () -> UUID.randomUUID().toString());
  }

  @Test
  void once_goodStore_findsNothingAndLeavesNothing() throws IOException {
    assertThat(check(objects).once()).isEmpty();

    List<String> left = new ArrayList<>();
    objects.list("", entry -> left.add(entry.key()));
    assertThat(left).isEmpty();
  }

  @Test
  void once_conditionIgnored_saysSo() throws IOException {
    assertThat(check(new Careless(objects)).once()).contains("created twice");
  }

  @Test
  void once_storeAway_throws() {
    ObjectStore away = new MemoryObjects((verb, key) -> MemoryObjects.Fault.ERROR);
    assertThatThrownBy(() -> check(away).once()).isInstanceOf(IOException.class);
  }

  @Test
  void race_goodStore_hasOneWinner() throws IOException {
    assertThat(check(objects).race(16)).isEqualTo(new Race(1, 0, true));
  }

  @Test
  void race_conditionIgnored_hasManyWinners() throws IOException {
    Race race = check(new Careless(objects)).race(8);

    assertThat(race.winners()).isEqualTo(8);
    assertThat(race.good()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, true, true",
    "1, 3, true, true",
    "0, 1, true, true",
    "0, 0, true, false",
    "2, 0, true, false",
    "1, 0, false, false",
  })
  void good_results_areToldApart(int winners, int unknown, boolean bytes, boolean good) {
    assertThat(new Race(winners, unknown, bytes).good()).isEqualTo(good);
  }

  /** Overwrites, as a service does that does not know the condition. */
  private static final class Careless extends ForwardingObjects {
    Careless(ObjectStore objects) {
      super(objects);
    }

    @Override
    public Creation create(String key, Source source) throws IOException {
      replace(key, source);
      return Creation.CREATED;
    }
  }
}
