package dev.widgetorigin.origin.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.console.call.Doc;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Changes of the API, as people read them. */
class ChangeTextTest {
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'published','version':'1.0.0','state':'staged','channel':'beta'}"
            + " | Published 1.0.0 for beta, staged",
        "{'type':'published','version':'1.0.0','state':'released'} | Published 1.0.0",
        "{'type':'state-changed','version':'1.0.0','from':'released','to':'yanked'}"
            + " | State changed 1.0.0 released > yanked",
        "{'type':'unpinned','alias':'v1','from':'1.0.0'} | Unpinned v1 1.0.0 >",
        "{'type':'channel-moved','channel':'beta','from':'1.0.0'}"
            + " | Channel moved beta 1.0.0 > dropped",
        "{'type':'followed','channels':['a','b','c','d'],'more':9,'from':'1.0.0','to':'1.1.0'}"
            + " | Followed a, b, c and 10 more 1.0.0 > 1.1.0",
        "{'type':'follow-changed','channel':'q','follow':'latest','delay':'90d','hold':true}"
            + " | Following changed q: latest, 90d later, held",
        "{'type':'follow-changed','channel':'q','follow':null}"
            + " | Following changed q follows nothing any more",
        "{'type':'switched-off','channel':null,'reason':''} | Switched off",
        "{'type':'settings-changed','settings':{'cors':{},'cache':{}}}"
            + " | Settings changed cors, cache",
        "{'type':'of-the-future'} | of-the-future",
      })
  void change_inWords_saysWhatMoved(String json, String words) {
    String batch = "{'changes':[" + json + "]}";
    ChangeText text = text(batch).get(0);
    String move =
        text.from().isEmpty() && text.to().isEmpty() ? "" : text.from() + " > " + text.to();
    assertThat((text.kind() + " " + text.what() + " " + move).strip().replaceAll(" +", " "))
        .isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"latest, 1", "v1, 2"})
  void rollback_andItsPin_isToldOnce(String pinned, int told) {
    String batch =
        "{'changes':[{'type':'pinned','alias':'%s'},{'type':'rolled-back','alias':'latest'}]}"
            .formatted(pinned);
    assertThat(text(batch)).hasSize(told).extracting(ChangeText::kind).contains("Rolled back");
  }

  private static List<ChangeText> text(String json) {
    return ChangeText.of(new Doc(JsonMapper.shared().readTree(json.replace('\'', '"'))), "chat");
  }
}
