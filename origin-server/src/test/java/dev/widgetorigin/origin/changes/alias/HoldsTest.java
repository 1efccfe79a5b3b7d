package dev.widgetorigin.origin.changes.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.store.Change;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HoldsTest {
  @ParameterizedTest(name = "{1} in {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0 1.1.0|1.1.0|",
        "1.0.0 1.1.0 latest=1.0.0|1.1.0|latest keeps latest, v1 would 1.1.0",
        // The pin is on the version itself, or on one that it does not keep back.
        "1.0.0 1.1.0 latest=1.1.0|1.1.0|",
        "1.0.0 1.1.0 latest=1.0.0|1.0.0|",
        "1.0.0 1.1.0 v1=1.0.0|1.1.0|v1 keeps v1 would 1.1.0",
        "1.0.0 1.1.0 v1.1=1.1.0|1.1.0|",
        "1.0.0 1.0.1 v1.0=1.0.0|1.0.1|v1.0 keeps v1.0 would 1.0.1",
        "1.0.0 1.1.0 latest=1.0.0 v1=1.0.0|1.1.0|latest keeps latest would 1.1.0; v1 keeps v1 would 1.1.0",
        // With the pin lifted it is another version's turn.
        "1.0.0 1.0.1 2.0.0 latest=1.0.0|1.0.1|latest keeps v1, v1.0 would 2.0.0",
        "1.0.0 1.1.0 1.2.0 v1=1.0.0 latest=1.1.0|1.1.0|v1 keeps v1 would 1.1.0",
        // A pin on what was withdrawn keeps nobody.
        "1.0.0:yanked 1.1.0 latest=1.0.0|1.1.0|",
        "1.0.0:yanked 1.1.0 1.2.0 v1=1.0.0 latest=1.1.0|1.2.0|latest keeps latest, v1 would 1.2.0",
        "1.0.0:deprecated 1.1.0 latest=1.0.0|1.1.0|latest keeps latest, v1 would 1.1.0",
        // Nobody would answer it without pins either.
        "1.0.0 1.1.0>next latest=1.0.0|1.1.0|",
        "1.0.0 1.1.0:staged latest=1.0.0|1.1.0|",
      })
  void of_namesThePinsThatKeepTheVersionBack(String state, String version, String expected) {
    StringJoiner found = new StringJoiner("; ");
    for (Held held : Holds.of(Chat.state(state), Chat.version(version))) {
      assertThat(held.version()).hasToString(version);
      assertThat(held.widget()).isEqualTo(Chat.NAME);
      assertThat(held.pin()).isEqualTo(Chat.state(state).pins().get(held.alias()));
      found.add(
          "%s keeps %s would %s"
              .formatted(held.alias(), String.join(", ", held.aliases()), held.lifted()));
    }
    assertThat(found).hasToString(expected == null ? "" : expected);
  }

  @ParameterizedTest(name = "{1} in {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0 1.1.0 latest<1.0.0|1.1.0|latest from 1.0.0",
        // A person's stays.
        "1.0.0 1.1.0 latest=1.0.0|1.1.0|",
        "1.0.0 1.1.0 latest<1.0.0 v1=1.0.0|1.1.0|latest from 1.0.0",
        "1.0.0 1.1.0 latest=1.0.0 v1<1.0.0|1.1.0|",
        // The broken 2.0.0 would come out with the fix below it.
        "1.0.0 1.0.1 2.0.0 latest<1.0.0|1.0.1|",
        "1.0.0 1.0.1 2.0.0 latest<1.0.0 v1<1.0.0|1.0.1|",
        "1.0.0 1.1.0 latest<1.0.0 v1<1.0.0|1.1.0|latest from 1.0.0; v1 from 1.0.0",
      })
  void lift_liftsRollbacksWhoseAliasComesToTheVersion(
      String state, String version, String expected) {
    StringJoiner found = new StringJoiner("; ");
    for (Change change : Holds.lift(Chat.state(state), Chat.version(version))) {
      Change.Unpinned unpinned = (Change.Unpinned) change;
      assertThat(unpinned.widget()).isEqualTo(Chat.NAME);
      found.add(unpinned.alias() + " from " + unpinned.from());
    }
    assertThat(found).hasToString(expected == null ? "" : expected);
  }

  @ParameterizedTest(name = "{1} in {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0 1.1.0 acme=1.0.0 acme~latest/0!|1.1.0|acme stays on 1.0.0: acme is held by ana at 2026-11-20T10:00:00Z. To let 1.1.0 out: widget-origin channel resume chat acme",
        "1.0.0 1.1.0 acme=1.0.0 acme~latest/0|1.1.0|",
        "1.0.0 1.1.0 acme=1.0.0 acme~latest/7!|1.1.0|",
        "1.0.0 1.1.0 acme=1.0.0 acme~latest/0!|2.0.0|",
      })
  void of_channelThatIsHeld_saysWhoHoldsIt(String state, String version, String expected) {
    StringJoiner found = new StringJoiner("; ");
    for (Held held : Holds.of(Chat.state(state), Chat.version(version))) {
      assertThat(held.alias()).isEqualTo("acme");
      assertThat(held.lifted()).hasToString(version);
      found.add(held.message());
    }
    assertThat(found).hasToString(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource({
    "19,19,1.0.0: c19 is held by ana at 2026-11-20T10:00:00Z. To let",
    "20,20,1.0.0: c20 is held by ana at 2026-11-20T10:00:00Z. To let",
    "22,20,1.0.0: c20 is held by ana at 2026-11-20T10:00:00Z; 2 more channels are held. To let",
  })
  void of_manyChannelsThatAreHeld_tellsOfTwenty(int held, int told, String words) {
    StringBuilder state = new StringBuilder("1.0.0 1.1.0");
    for (int i = 1; i <= held; i++) {
      state.append(" c%1$02d=1.0.0 c%1$02d~latest/0!".formatted(i));
    }
    List<Held> holds = Holds.of(Chat.state(state.toString()), Chat.version("1.1.0"));
    assertThat(holds).hasSize(told);
    assertThat(holds.get(told - 1).message()).contains(words);
  }

  @Test
  void of_pinAndHold_tellsOfBoth() {
    assertThat(
            Holds.of(
                Chat.state("1.0.0 1.1.0 v1=1.0.0 acme=1.0.0 acme~latest/0!"),
                Chat.version("1.1.0")))
        .extracting(Held::alias)
        .containsExactly("v1", "acme");
  }

  private static Held held(boolean rollback, String reason, String lifted, String... aliases) {
    Pin pin = new Pin(Chat.version("1.0.0"), "ana", Chat.AT, reason, rollback);
    return Held.byPin(
        Chat.NAME,
        Chat.version("1.1.0"),
        "latest",
        pin,
        List.of(aliases),
        lifted == null ? null : Chat.version(lifted));
  }

  @Test
  void message_saysWhichWhereByWhomWhenWhyAndHowToLetGo() {
    assertThat(held(false, "", "1.1.0", "latest").message())
        .isEqualTo(
            "latest stays on 1.0.0: latest is pinned by ana at 2026-11-20T10:00:00Z."
                + " To let 1.1.0 out: widget-origin unpin chat latest");
    assertThat(held(true, " checkout is broken ", "1.1.0", "latest", "v1").message())
        .isEqualTo(
            "latest, v1 stay on 1.0.0: latest is pinned by ana (rollback) at 2026-11-20T10:00:00Z"
                + " (checkout is broken). To let 1.1.0 out: widget-origin unpin chat latest");
    assertThat(held(true, "", "2.0.0", "latest").message())
        .endsWith(
            "; without that pin latest would answer 2.0.0."
                + " To let 1.1.0 out: widget-origin rollback chat latest --to 1.1.0");
    assertThat(held(false, "", null, "latest").message())
        .endsWith(
            "; without that pin latest would answer nothing."
                + " To let 1.1.0 out: widget-origin pin chat latest 1.1.0");
  }

  @Test
  void json_hasTheFieldsOfTheApi() {
    Held held = held(true, "broken", "1.1.0", "latest", "v1");
    assertThat(Holds.json(List.of(held)))
        .singleElement()
        .satisfies(
            json -> {
              assertThat(json).containsEntry("alias", "latest");
              assertThat(json).containsEntry("aliases", List.of("latest", "v1"));
              assertThat(json).containsEntry("version", "1.0.0");
              assertThat(json).containsEntry("by", "ana");
              assertThat(json).containsEntry("at", "2026-11-20T10:00:00Z");
              assertThat(json).containsEntry("reason", "broken");
              assertThat(json).containsEntry("rollback", true);
              assertThat(json).containsEntry("command", "widget-origin unpin chat latest");
              assertThat(json).containsEntry("message", held.message());
            });
  }
}
