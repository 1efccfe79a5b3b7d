package dev.widgetorigin.origin.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.console.call.Doc;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Changes of the API, as people read them. */
class ChangeTextTest {
  @DisplayName("each kind that one can filter by has words of its own, and no name of the API's")
  @Test
  void kinds_all_haveWords() {
    for (String kind : ChangeText.KINDS.keySet()) {
      String words = text("{'changes':[{'type':'%s'}]}".formatted(kind)).get(0).words();
      assertThat(words).matches("[A-Z].+").doesNotContain("-", "Did ");
    }
  }

  @Test
  void change_inTheHistoryOfAll_namesItsWidget() {
    String batch =
        "{'changes':[{'widget':'map','type':'template-changed','channel':null,'to':2},"
            + "{'type':'token-revoked','name':'ci'},{'type':'of-the-future','version':'1.0.0'}]}";
    assertThat(ChangeText.of(doc(batch), ""))
        .containsExactly(
            new ChangeText("map", "Keeps loader template 2"),
            new ChangeText("", "Revoked the token ci"),
            new ChangeText("", "Did of-the-future 1.0.0"));
  }

  @ParameterizedTest
  @CsvSource({
    "pinned, alias, latest, 1",
    "pinned, alias, v1, 2",
    "channel-moved, channel, latest, 1"
  })
  void rollback_andItsPinOrMove_isToldOnce(String type, String field, String subject, int told) {
    String batch =
        "{'changes':[{'type':'%s','%s':'%s'},{'type':'rolled-back','alias':'latest'}]}"
            .formatted(type, field, subject);
    assertThat(text(batch))
        .hasSize(told)
        .extracting(ChangeText::words)
        .anyMatch(words -> words.startsWith("Rolled back"));
  }

  private static List<ChangeText> text(String json) {
    return ChangeText.of(doc(json), "chat");
  }

  private static Doc doc(String json) {
    return new Doc(JsonMapper.shared().readTree(json.replace('\'', '"')));
  }
}
