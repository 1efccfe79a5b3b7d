package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.widget.RolloutTally.SiteCount;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which channel a site has whose pages name several, or some of them none. */
class SiteCountsTest {
  private static SiteReport report(String channel) {
    return new SiteReport("shop.example", channel, true, SiteOutcome.LOADED, 7);
  }

  private static SiteCounts counts(String channel) {
    SiteCounts counts = new SiteCounts();
    counts.add(report(channel));
    return counts;
  }

  private static List<String> channels(String named) {
    return Arrays.stream(named.split(" ", -1)).map(name -> name.equals("-") ? null : name).toList();
  }

  /** All nodes have to say the same of it, whatever came to them first. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      nullValues = "none",
      value = {
        "acme beta, acme",
        "beta acme, acme",
        "beta acme beta, acme",
        "acme acme, acme",
        "- beta, beta",
        "beta -, beta",
        "beta - acme, acme",
        "- -, none",
      })
  void channel_ofSeveral_isTheFirstInTheOrderOfTheAlphabet(String named, String expected) {
    SiteCounts reported = new SiteCounts();
    SiteCounts added = new SiteCounts();
    SiteCounts told = new SiteCounts();
    for (String channel : channels(named)) {
      reported.add(report(channel));
      added.addAll(counts(channel));
      SiteCount tally = counts(channel).tally("shop.example");
      assertThat(tally.channel()).isEqualTo(channel);
      told.addAll(tally);
    }

    assertThat(reported.channel()).as("by reports").isEqualTo(expected);
    assertThat(added.channel()).as("by sums").isEqualTo(expected);
    assertThat(told.channel()).as("by what other nodes told").isEqualTo(expected);
    assertThat(reported.tally("shop.example").channel()).isEqualTo(expected);
    assertThat(reported.tally("shop.example", 4711).channel()).isEqualTo(expected);
  }
}
