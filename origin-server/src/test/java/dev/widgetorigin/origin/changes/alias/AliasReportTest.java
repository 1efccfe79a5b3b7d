package dev.widgetorigin.origin.changes.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AliasReportTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|latest 1.0.0; v1 1.0.0; v1.0 1.0.0",
        "1.0.0 1.1.0 2.0.0|latest 2.0.0; v2 2.0.0; v2.0 2.0.0; v1 1.1.0; v1.1 1.1.0; v1.0 1.0.0",
        // A range is only worth a line where an alias can see one of its versions.
        "1.0.0 2.0.0:staged 3.0.0:yanked 4.0.0:blocked 5.0.0-rc.1 6.0.0>next|latest 1.0.0; v1 1.0.0; v1.0 1.0.0",
        "1.0.0:deprecated|latest 1.0.0; v1 1.0.0; v1.0 1.0.0",
        "1.0.0:staged|latest null",
        // Pins and channels always are.
        "1.0.0 1.0.1 v1.0=1.0.0 beta=1.0.1|latest 1.0.1; v1 1.0.1; v1.0 1.0.0; beta 1.0.1",
        "1.0.0:yanked v2=1.0.0 beta=1.0.0|latest null; v2 null; beta null",
        // A channel that follows, before it has been moved to anything.
        "1.0.0 acme~latest/0|latest 1.0.0; v1 1.0.0; v1.0 1.0.0; acme null",
      })
  void of_namesLatestRangesPinsAndChannelsInOrder(String state, String expected) {
    StringJoiner found = new StringJoiner("; ");
    AliasReport.of(Chat.state(state))
        .forEach(line -> found.add(line.alias() + " " + line.version()));
    assertThat(found).hasToString(expected);
  }

  @ParameterizedTest(name = "others {0}, channels {1}")
  @CsvSource({
    "true,'',latest 1.1.0; v1 1.1.0; v1.1 1.1.0; v1.0 1.0.0; v2 null",
    "false,'',''",
    "false,beta acme,beta 1.0.0; acme null",
    "true,beta,latest 1.1.0; v1 1.1.0; v1.1 1.1.0; v1.0 1.0.0; v2 null; beta 1.0.0",
  })
  void of_someChannels_namesNoOthers(boolean others, String channels, String expected) {
    StringJoiner found = new StringJoiner("; ");
    List<String> names = channels.isEmpty() ? List.of() : List.of(channels.split(" ", -1));
    AliasReport.of(
            Chat.state("1.0.0 1.1.0 v2=2.0.0 beta=1.0.0 next=1.1.0 acme~latest/0"), others, names)
        .forEach(line -> found.add(line.alias() + " " + line.version()));
    assertThat(found).hasToString(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"latest,latest", "v1,range", "v1.0,range", "beta,channel"})
  void line_saysTheKind(String alias, String kind) {
    var line = AliasReport.line(Chat.state("1.0.0 beta=1.0.0"), Chat.alias(alias));
    assertThat(line.kind()).isEqualTo(kind);
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource({
    "1.0.0 1.1.0,latest,false",
    "1.0.0 1.1.0 latest=1.0.0,latest,true",
    "1.0.0 1.1.0 latest=1.0.0,v1,false",
    "1.0.0 1.1.0 v1=1.0.0,v1,true"
  })
  void line_hasThePinOfItsOwnAlias(String state, String alias, boolean pinned) {
    var pin = AliasReport.line(Chat.state(state), Chat.alias(alias)).pin();
    assertThat(pin).isEqualTo(pinned ? Chat.state(state).pins().get(alias) : null);
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      nullValues = "-",
      value = {
        "1.0.0 1.1.0,latest,-,-",
        "1.0.0 1.1.0 latest=1.0.0,latest,1.1.0,widget-origin unpin chat latest",
        "1.0.0 1.1.0 latest=1.0.0,v1,1.1.0,widget-origin unpin chat latest",
        "1.0.0 1.1.0 v1=1.0.0,v1,1.1.0,widget-origin unpin chat v1",
        // The pin holds it where the rule would have it anyway.
        "1.0.0 1.1.0 latest=1.1.0,latest,-,-",
        // Without the pin it would answer nothing: there is nothing to name.
        "1.0.0-rc.1 latest=1.0.0-rc.1,latest,-,-",
        // A pin on what was yanked has no effect: it is latest's that holds v1.
        "1.0.0:yanked 1.1.0 1.2.0 v1=1.0.0 latest=1.1.0,v1,1.2.0,widget-origin unpin chat latest",
      })
  void back_namesTheVersionAndThePinThatKeepsIt(
      String state, String alias, String version, String command) {
    var back = AliasReport.line(Chat.state(state), Chat.alias(alias)).back();
    if (version == null) {
      assertThat(back).isNull();
    } else {
      assertThat(back.version()).hasToString(version);
      assertThat(back.command()).isEqualTo(command);
      assertThat(command).endsWith(" " + back.pinned());
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "1.0.0,1.0.0,''",
    "1.0.0,1.0.0 1.1.0,latest 1.0.0 1.1.0; v1 1.0.0 1.1.0; v1.1 null 1.1.0",
    "1.0.0 1.1.0,1.0.0 1.1.0:yanked,latest 1.1.0 1.0.0; v1 1.1.0 1.0.0; v1.1 1.1.0 null",
    "1.0.0,1.0.0 beta=1.0.0,beta null 1.0.0",
    "1.0.0 beta=1.0.0,1.0.0,beta 1.0.0 null",
    "1.0.0 acme~latest/0,1.0.0 acme=1.0.0 acme~latest/0,acme null 1.0.0",
  })
  void shifts_nameWhatAnswersOtherwise(String before, String after, String expected) {
    StringJoiner found = new StringJoiner("; ");
    AliasReport.shifts(Chat.state(before), Chat.state(after))
        .forEach(shift -> found.add(shift.alias() + " " + shift.from() + " " + shift.to()));
    assertThat(found).hasToString(expected);
  }
}
