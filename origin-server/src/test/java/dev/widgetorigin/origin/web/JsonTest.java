package dev.widgetorigin.origin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void markup_isEscapedInNamesAndValues() {
    String json = Json.MAPPER.writeValueAsString(Map.of("<b>", "a & <img src=x onerror=\"y\">"));
    assertThat(json)
        .isEqualTo("{\"\\u003cb\\u003e\":\"a \\u0026 \\u003cimg src=x onerror=\\\"y\\\"\\u003e\"}");
    assertThat(Json.MAPPER.readTree(json).get("<b>").asString())
        .isEqualTo("a & <img src=x onerror=\"y\">");
  }

  @Test
  void trees_areWrittenAlike() {
    var tree = Json.MAPPER.createObjectNode().put("a", "</script>");
    assertThat(Json.MAPPER.writeValueAsString(tree)).isEqualTo("{\"a\":\"\\u003c/script\\u003e\"}");
  }
}
