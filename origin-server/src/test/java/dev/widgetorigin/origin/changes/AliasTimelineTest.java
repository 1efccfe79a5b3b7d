package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.manifest.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AliasTimelineTest {
  private static final WidgetName OTHER = WidgetName.parse("other");

  /** Batches with a space between them: of each the changes, with a plus between them. */
  private static AliasTimeline replay(String alias, String history) {
    List<ChangeBatch> batches = new ArrayList<>();
    for (String batch : history.split(" ", -1)) {
      List<Change> changes = new ArrayList<>();
      for (String word : batch.split("\\+", -1)) {
        changes.add(change(word));
      }
      long sequence = batches.size() + 11L;
      batches.add(new ChangeBatch(sequence, "id", "node", Chat.AT, "ana", "", changes));
    }
    return AliasTimeline.replay(batches, Chat.NAME, Chat.alias(alias));
  }

  private static Change change(String word) {
    if (word.equals("other")) {
      return new Change.Pinned(OTHER, "latest", null, Chat.version("1.0.0"), "");
    }
    String[] parts = word.split("[!=~^&%]", 2);
    String rest = parts.length == 1 ? "" : parts[1];
    return switch (word.replaceAll("[^!=~^&%]", "")) {
      case "!" ->
          new Change.StateChanged(
              Chat.NAME,
              Chat.version(parts[0]),
              ReleaseState.RELEASED,
              ReleaseState.valueOf(rest.toUpperCase(Locale.ROOT)),
              "");
      case "=" -> moved(parts[0], rest.isEmpty() ? null : Chat.version(rest));
      case "~" ->
          new Change.RolledBack(Chat.NAME, parts[0], Chat.version("9.0.0"), version(rest), "");
      case "^" -> new Change.Promoted(Chat.NAME, Chat.version(parts[0]));
      case "&" ->
          new Change.Followed(
              Chat.NAME, List.of(parts[0]), null, rest.isEmpty() ? null : version(rest), "");
      case "%" ->
          new Change.Completed(
              Chat.NAME,
              version(parts[0]),
              Digest.of(new byte[Digest.LENGTH]),
              rest.isEmpty() ? null : rest);
      default -> Chat.published(word);
    };
  }

  private static Version version(String text) {
    return Chat.version(text);
  }

  private static Change moved(String alias, Version to) {
    if (Chat.alias(alias) instanceof Selector.Channel) {
      return new Change.ChannelMoved(Chat.NAME, alias, null, to);
    }
    return to == null
        ? new Change.Unpinned(Chat.NAME, alias, Chat.version("1.0.0"))
        : new Change.Pinned(Chat.NAME, alias, null, to, "");
  }

  @ParameterizedTest(name = "{0} after {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "latest|1.0.0 1.1.0 1.2.0|[1.2.0, 1.1.0, 1.0.0]",
        "latest|1.0.0 1.0.0-rc.1 other 0.9.0|[1.0.0]",
        "v1|1.0.0 2.0.0 1.1.0|[1.1.0, 1.0.0]",
        // Released, yanked and released again; what answered nothing is no answer.
        "latest|1.0.0:staged 1.0.0!released|[1.0.0]",
        "latest|1.0.0 1.1.0 1.1.0!yanked 1.1.0!released|[1.1.0, 1.0.0, 1.1.0, 1.0.0]",
        "latest|1.0.0 1.0.0!yanked 1.0.0!released|[1.0.0, 1.0.0]",
        // A candidate answers from its promotion on.
        "latest|1.0.0 1.1.0>next 1.2.0|[1.2.0, 1.0.0]",
        "latest|1.0.0 1.1.0>next 1.1.0^ 1.2.0|[1.2.0, 1.1.0, 1.0.0]",
        // So does one that was published to a channel and is completed later.
        "latest|1.0.0 1.1.0:staged 1.1.0!released+1.1.0%next 1.2.0|[1.2.0, 1.0.0]",
        "latest|1.0.0 1.1.0:staged 1.1.0!released+1.1.0% 1.2.0|[1.2.0, 1.1.0, 1.0.0]",
        // Pins and channels.
        "latest|1.0.0 1.1.0 latest=1.0.0 latest=|[1.1.0, 1.0.0, 1.1.0, 1.0.0]",
        "v1|1.0.0 1.1.0 latest=1.0.0|[1.0.0, 1.1.0, 1.0.0]",
        "beta|1.0.0 1.1.0 beta=1.0.0 beta=1.1.0 beta= beta=1.1.0|[1.1.0, 1.1.0, 1.0.0]",
        "acme|1.0.0 1.1.0 acme&1.0.0 beta&1.1.0 acme&1.1.0 acme& acme&1.1.0|[1.1.0, 1.1.0, 1.0.0]",
        // Within one batch only the end counts; a change of what is not there is none.
        "latest|1.0.0 2.0.0%next 2.0.0!released|[1.0.0]",
        "latest|1.0.0+1.1.0|[1.1.0]",
        "latest|1.0.0 2.0.0^ 2.0.0!released|[1.0.0]",
      })
  void answers_areEachChangeOfAnswerNewestFirst(String alias, String history, String answers) {
    AliasTimeline timeline = replay(alias, history);
    assertThat(timeline.answers()).hasToString(answers);
    assertThat(timeline.sequence()).isEqualTo(10L + history.split(" ", -1).length);
  }

  @ParameterizedTest(name = "{0} after {1}")
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "latest|1.0.0 1.1.0|-",
        "latest|1.0.0 1.1.0 latest=1.0.0+latest~1.0.0|1.0.0",
        "latest|1.0.0 1.1.0 latest=1.0.0+latest~1.0.0 1.2.0 1.0.0!deprecated|1.0.0",
        "latest|1.0.0 1.1.0 latest=1.0.0+latest~1.0.0 latest=1.1.0+latest~1.1.0|1.1.0",
        // Overridden by a person.
        "latest|1.0.0 1.1.0 latest=1.0.0+latest~1.0.0 latest=1.1.0|-",
        "latest|1.0.0 1.1.0 latest=1.0.0+latest~1.0.0 latest=|-",
        "beta|1.0.0 1.1.0 beta=1.0.0+beta~1.0.0 beta=1.1.0|-",
        "beta|1.0.0 1.1.0 beta=1.0.0+beta~1.0.0 beta=|-",
        "acme|1.0.0 1.1.0 acme=1.0.0+acme~1.0.0 acme&1.1.0|-",
        "acme|1.0.0 1.1.0 acme=1.0.0+acme~1.0.0 beta&1.1.0|1.0.0",
        // Not by what happens to another alias.
        "latest|1.0.0 1.1.0 latest=1.0.0+latest~1.0.0 v1=1.1.0 v1= beta=1.1.0|1.0.0",
        "latest|1.0.0 1.1.0 v1=1.0.0+v1~1.0.0|-",
        "latest|1.0.0 1.1.0 latest=1.0.0+latest~1.0.0 v1=1.1.0+v1~1.1.0|1.0.0",
      })
  void lastRollback_standsUntilItIsOverridden(String alias, String history, String to) {
    AliasTimeline.Back back = replay(alias, history).lastRollback();
    if (to == null) {
      assertThat(back).isNull();
    } else {
      assertThat(back).isEqualTo(new AliasTimeline.Back(version("9.0.0"), version(to)));
    }
  }

  /** {@code ~} says that it was 9.0.0 that was left. */
  @ParameterizedTest(name = "v9 after {0}")
  @ValueSource(
      strings = {
        "8.0.0 9.0.0 latest=8.0.0+latest~8.0.0",
        "7.0.0 9.0.0 10.0.0 latest=7.0.0+latest~7.0.0",
      })
  void lastRollback_ofLatestThatDidNotCarryTheRange_isNone(String history) {
    assertThat(replay("v9", history).lastRollback()).isNull();
  }

  @ParameterizedTest(name = "<10 after {0}")
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "8.0.0 9.0.0 latest=8.0.0+latest~8.0.0|8.0.0",
        "8.0.0 9.0.0 latest=8.0.0+latest~8.0.0 9.1.0|8.0.0",
        "8.0.0 9.0.0 latest=8.0.0+latest~8.0.0 latest=|-",
        "8.0.0 9.0.0 latest=8.0.0+latest~8.0.0 latest=8.0.0|-",
        "8.0.0 9.0.0 latest=8.0.0+latest~8.0.0 v9=9.0.0|8.0.0",
      })
  void lastRollback_ofLatestThatCarriedTheRange_isTheRanges(String history, String to) {
    AliasTimeline.Back back = replay("<10", history).lastRollback();
    assertThat(back)
        .isEqualTo(to == null ? null : new AliasTimeline.Back(version("9.0.0"), version(to)));
  }

  @Test
  void replay_nothing_isEmpty() {
    assertThat(AliasTimeline.replay(List.of(), Chat.NAME, Chat.alias("latest")))
        .isEqualTo(AliasTimeline.EMPTY);
  }
}
