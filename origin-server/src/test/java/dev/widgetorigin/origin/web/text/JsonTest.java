package dev.widgetorigin.origin.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void markup_ofErrors_isEscapedInNamesAndValues() {
    String json = Json.ERRORS.writeValueAsString(Map.of("<b>", "a & <img src=x onerror=\"y\">"));
    assertThat(json)
        .isEqualTo("{\"\\u003cb\\u003e\":\"a \\u0026 \\u003cimg src=x onerror=\\\"y\\\"\\u003e\"}");
    assertThat(Json.ERRORS.readTree(json).get("<b>").asString())
        .isEqualTo("a & <img src=x onerror=\"y\">");
  }

  @Test
  void trees_ofErrors_areWrittenAlike() {
    var tree = Json.ERRORS.createObjectNode().put("a", "</script>");
    assertThat(Json.ERRORS.writeValueAsString(tree)).isEqualTo("{\"a\":\"\\u003c/script\\u003e\"}");
  }

  @Test
  void markup_ofOtherAnswers_staysAsPeopleCopyIt() {
    assertThat(Json.MAPPER.writeValueAsString(Map.of("tag", "<script src=\"a?b&c\">")))
        .isEqualTo("{\"tag\":\"<script src=\\\"a?b&c\\\">\"}");
  }
}
