package dev.widgetorigin.origin.console;

import static dev.widgetorigin.origin.console.ConsoleClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages say to somebody who has never seen the terminal. */
class ConsoleWordsTest {
  @TempDir private static Path folder;
  private static TestOrigin origin;
  private static ConsoleClient console;

  @BeforeAll
  static void start() {
    origin = TestOrigin.start(folder, Map.of());
    publish("chat", "1.0.0", "1.1.0", "1.2.0");
    publish("menu", "1.0.0", "1.1.0", "2.0.0");
    publish("quiet", "1.0.0");
    publish("next", "1.0.0", "2.0.0?state=staged");
    publish("bare", "1.0.0", "2.0.0?state=staged");
    console = new ConsoleClient(origin, TestOrigin.ADMIN);
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static void publish(String widget, String... versions) {
    for (String version : versions) {
      Map<String, String> files = new HashMap<>();
      files.put(
          "package.json",
          "{\"name\":\"%s\",\"version\":\"%s\",\"main\":\"a.js\"}"
              .formatted(widget, version.replaceFirst("[?].*", "")));
      StringBuilder script = new StringBuilder();
      for (int i = 0; i < 600; i++) {
        script.append("export const a").append(i).append(" = ").append(i * 7919L).append(";\n");
      }
      files.put("a.js", script + "export const version = '" + version + "';\n");
      String path = "/widgets/" + widget + "/versions/" + version;
      assertThat(origin.call("PUT", path, TestOrigin.zip(files)).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void rolledBack_page_offersTheButtonThatLetsGoAndNotTheSameAgain() {
    String path = "widgets/chat/aliases/latest/rollback";
    assertThat(text(console.page(path))).contains("latest 1.2.0 1.1.0").doesNotContain("Unpin");

    String after =
        console.act(path, "action=rollback&widget=chat&alias=latest&to=1.1.0&reason=broken");

    assertThat(text(after))
        .contains("latest was rolled back to 1.1.0.")
        .contains("latest stays there whatever is published. Unpin latest")
        .contains("On the command line: widget-origin unpin chat latest")
        .contains("Nothing is left to roll back.")
        .contains("pinned by admin (rollback) at ")
        .contains("Now it would answer 1.2.0 .")
        .doesNotContainPattern("at \\d{4}-\\d\\d-\\d\\dT")
        .doesNotContain("--to 1.0.0");
    assertThat(after)
        .contains("name=\"action\" value=\"unpin\"", "name=\"action\" value=\"yank\"")
        // Like every other one: what the form asks for, the command says.
        .contains("widget-origin unpin chat latest --reason ")
        .contains("action=\"/-/console/undo\"")
        .contains("<option selected>1.0.0</option>")
        .doesNotContain("name=\"action\" value=\"rollback\"");

    String range = console.page("widgets/chat/aliases/v1/rollback");
    assertThat(range).doesNotContain("name=\"action\" value=\"rollback\"");
    assertThat(text(range)).contains("v1 follows latest , which is pinned. Look at latest");

    String widget = console.page("widgets/chat");
    assertThat(widget).contains("name=\"action\" value=\"unpin\"");
    assertThat(text(widget))
        .contains("Further back latest", "rolled back")
        .contains("Held: without the pin of latest it would answer 1.2.0 .")
        .doesNotContain("Roll back latest");

    // Another one than what it is on: that is a rollback again.
    assertThat(console.page(path + "?to=1.0.0")).contains("name=\"action\" value=\"rollback\"");
    String free = console.act(path, "action=unpin&widget=chat&alias=latest");
    assertThat(free)
        .contains("name=\"action\" value=\"rollback\"")
        .doesNotContain("value=\"unpin\"");
  }

  @Test
  void change_isShownByItsNumberAndNeverAsAnother() {
    assertThat(text(console.page("history?change=2")))
        .contains("Change 2", "Published 1.1.0")
        .contains("widget-origin history --limit 1 --before 3")
        .doesNotContain("Published 1.0.0");
    // A link to a change may be followed to a node that has not seen it yet.
    for (String none : new String[] {"999999", "0", "1x", "9999999999999999999"}) {
      assertThat(text(console.page("history?change=" + none)))
          .contains("No such change.")
          .doesNotContain("Published");
    }
  }

  @Test
  void warningOfARollback_hasALinkToTheButton() {
    String after =
        console.act(
            "widgets/menu/aliases/latest/rollback",
            "action=rollback&widget=menu&alias=latest&to=1.1.0&reason=broken");
    assertThat(text(after))
        .contains("v2, v2.0 still answer 2.0.0; to keep every alias off it: Yank");
    assertThat(after).contains("href=\"/-/console/widgets/menu/versions/2.0.0\">Yank 2.0.0</a>");
  }

  @Test
  void why_ofRanges_isInWords() {
    for (String path : new String[] {"widgets/quiet", "widgets/menu"}) {
      assertThat(text(console.page(path)))
          .contains("in 1.x")
          .doesNotContainPattern("[<>]=?[0-9]|[0-9]-0\\b");
    }
  }

  @Test
  void version_withDeltas_saysFromWhichVersion() {
    assertThat(text(console.page("widgets/chat/versions/1.2.0")))
        .containsPattern("from 1\\.1\\.0 dc[bz] \\d+ B dc[bz] \\d+ B from 1\\.0\\.0 dc[bz] \\d+ B");
    assertThat(text(console.page("widgets/quiet/versions/1.0.0"))).doesNotContain("from 1", "dcb");
  }

  @Test
  void tag_ofAnAliasThatAnswersNothingYet_saysSo() {
    String until = "It answers nothing until a version of 2.x is released.";
    String staged = text(console.page("widgets/next/versions/2.0.0"));
    assertThat(staged).contains("without touching the page. " + until);
    assertThat(text(console.page("widgets/next/versions/1.0.0"))).doesNotContain("answers nothing");
  }

  @Test
  void rollout_withoutAStagedVersion_saysWhatToDoAndWhatThePageCan() {
    assertThat(text(console.page("widgets/quiet/rollout")))
        .contains("It begins with a version that is staged : published, but answered by no alias")
        .contains("widget-origin publish dist --widget quiet --state staged")
        .contains("It appears here by itself, with a button that starts its rollout.")
        .contains("the page of quiet has buttons to roll back");
  }

  @Test
  void rollout_ofAVersionWithoutTheLoadersScript_warns() {
    String settings = "{\"loader\":{\"script\":\"gone.js\"}}";
    assertThat(origin.call("PUT", "/widgets/bare/settings", settings).statusCode()).isEqualTo(200);
    String path = "widgets/bare/rollout";
    String warning = "no page gets 2.0.0 from a loader: 2.0.0 has no gone.js.";

    String after = console.act(path, "action=rollout-start&widget=bare&version=2.0.0&steps=5:1h");
    assertThat(text(after)).contains(warning).contains("needs a person " + warning);
    assertThat(text(console.page(path))).containsOnlyOnce(warning);
  }
}
