package dev.widgetorigin.origin.rollout.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeReportTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "chat@1.1.0 canary ok, ,",
    "chat@1.1.0 canary ok site=a.example channel=acme, a.example, acme",
    "chat@1.1.0 canary ok channel=v1 later=7 site=My%20shop, My shop, v1",
    "chat@1.1.0 canary ok site=a site=b, a,",
    "chat@1.1.0 canary ok site= channel=, ,",
    "chat@1.1.0 canary ok site=%zz channel=acme, , acme",
    "chat@1.1.0 canary ok site=a%0Ab channel=a/b, ,",
    "chat@1.1.0 canary ok SITE=a xsite=b, ,",
    "chat@1.1.0 canary ok  site=a, a,",
  })
  void parse_furtherWords_areReadOrIgnored(String text, String site, String channel) {
    OutcomeReport report = OutcomeReport.parse(text).orElseThrow();
    assertThat(report.outcome()).isEqualTo(OutcomeReport.LoadResult.OK);
    assertThat(report.site()).isEqualTo(site);
    assertThat(report.channel()).isEqualTo(channel);
  }

  @Test
  void parse_longestSite_fitsIntoAReport() {
    String text = "chat@1.1.0 canary ok site=" + "%E4%B8%AD".repeat(100);
    assertThat(text.length()).isLessThan(OutcomeReport.MAX_LENGTH);
    assertThat(OutcomeReport.parse(text).orElseThrow().site()).hasSize(100);
  }
}
