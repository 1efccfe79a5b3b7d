package dev.widgetorigin.origin.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.value.PublicUrl;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read in their chat. */
class SlackTextTest {
  private static final PublicUrl CONSOLE =
      PublicUrl.parse("https://ops.example.com/widgets").orElseThrow();

  private static Event event(String name, String widget, String fields) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("sequence", 42L);
    for (String each : fields.split("; ", -1)) {
      String[] parts = each.split("=", 2);
      data.put(parts[0], parts[1].equals("null") ? null : parts[1]);
    }
    return new Event(name, widget, "evt_42_a_0", data);
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "version.published|chat|who=ci; type=published; version=1.1.0; state=staged|*chat*: ci published 1.1.0 as staged.|-|widgets/chat/versions/1.1.0|Open chat 1.1.0 in the console",
        "version.state|@acme/map|who=ana; why=leaks; type=state-changed; version=1.1.0; from=released; to=yanked; reason=leaks|*@acme/map*: ana yanked 1.1.0 (was released).|leaks|widgets/@acme%2Fmap/versions/1.1.0|Open @acme/map 1.1.0 in the console",
        "alias.rolled-back|chat|who=ana; why=the menu is broken.; type=rolled-back; alias=latest; from=1.1.0; to=1.0.0; reason=the menu is broken.|*chat*: ana rolled back latest from 1.1.0 to 1.0.0.|the menu is broken|widgets/chat|Open chat in the console",
        "alias.moved|chat|who=ana; why=the menu is broken; alias=v1; from=1.1.0; to=1.0.0|*chat*: v1 answers 1.0.0 now, and no longer 1.1.0, because of a change by ana.|the menu is broken|widgets/chat|Open chat in the console",
        "alias.moved|chat|who=rollout; why=; alias=v1; from=null; to=1.0.0|*chat*: v1 answers 1.0.0 now, and no longer nothing, because of a change by the origin.|-|widgets/chat|Open chat in the console",
        "rollout.aborted|chat|who=rollout; why=; type=rollout-changed; phase=aborted; step=0; version=1.1.0; reason=9 of 40 loads failed|*chat*: The origin aborted the rollout of 1.1.0, step 1.|9 of 40 loads failed|widgets/chat/rollout|Open the rollout in the console",
        "store.damaged|chat|who=watch; why=chat.js is missing; type=store-damaged; subject=chat@1.0.0; problem=chat.js is missing|*chat*: The origin found damaged files in chat@1.0.0: chat.js is missing.|-|widgets/chat|Open chat in the console",
        "purge.failed||who=watch; why=it answered 403; type=purge-failed; subject=fastly; problem=it answered 403|The origin cannot purge the edge fastly: it answered 403.|-|nodes|Open nodes and edges in the console",
        "token.revoked||who=ana; why=; type=token-revoked; name=ci|ana revoked the token ci.|-|history?change=42|Open this change in the console",
      })
  void event_ofEachKind_isASentenceWithItsReasonAndALink(
      String name,
      String widget,
      String fields,
      String sentence,
      String why,
      String path,
      String label) {
    assertThat(SlackText.of(event(name, widget == null ? "" : widget, fields), CONSOLE))
        .isEqualTo(
            sentence
                + (why == null ? "" : "\nWhy: " + why)
                + "\n<https://ops.example.com/widgets/-/console/"
                + path
                + "|"
                + label
                + ">");
  }

  @Test
  void text_withoutAPublicUrl_hasNoLink() {
    Event event = event("token.revoked", "", "who=ana; type=token-revoked; name=ci");
    assertThat(SlackText.of(event, null)).isEqualTo("ana revoked the token ci.");
  }

  @Test
  void test_saysThatItIsOne() {
    Event event = new Event("test", "", "test_1", Map.of("who", "ana"));
    assertThat(SlackText.of(event, CONSOLE))
        .isEqualTo(
            "This is a test. ana has tried whether messages of widget-origin arrive here.\n"
                + "<https://ops.example.com/widgets/-/console/|Open the console>");
  }

  /** Slack makes a mention of {@code <!channel>}, and a link of {@code <url|text>}. */
  @Test
  void reason_withMarkupAndLines_isPlainTextOnOneLine() {
    Event event =
        event(
            "switch.off",
            "chat",
            "who=a<!here>; type=switched-off; reason=<!channel> see\n<https://evil.example|ops> & go");
    assertThat(SlackText.of(event, null))
        .isEqualTo(
            "*chat*: a&lt;!here&gt; switched off the whole widget.\n"
                + "Why: &lt;!channel&gt; see &lt;https://evil.example|ops&gt; &amp; go");
  }

  @Test
  void text_veryLong_isCutAndStillHasItsLink() {
    Event event =
        event("switch.off", "chat", "who=ana; type=switched-off; reason=" + "x".repeat(9000));
    assertThat(SlackText.of(event, CONSOLE))
        .hasSizeLessThan(2200)
        .contains("x…\n<https://ops.example.com/widgets/-/console/widgets/chat|");
  }
}
