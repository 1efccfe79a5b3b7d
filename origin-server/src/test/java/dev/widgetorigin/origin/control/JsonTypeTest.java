package dev.widgetorigin.origin.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class JsonTypeTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private record Size(Long width, Long height) {}

  private static final JsonType<Long> LENGTH = JsonType.whole(1, 9);
  private static final JsonType<Size> SIZE =
      JsonType.object(
          fields -> new Size(fields.required("width", LENGTH), fields.get("height", LENGTH, 1L)));
  private static final Map<String, JsonType<?>> TYPES =
      Map.ofEntries(
          Map.entry("text", JsonType.TEXT),
          Map.entry("even", JsonType.textThat("an even text", text -> text.length() % 2 == 0)),
          Map.entry("length", JsonType.text("a text", text -> Optional.of(text.length()))),
          Map.entry("flag", JsonType.FLAG),
          Map.entry("version", JsonType.VERSION),
          Map.entry("choice", JsonType.oneOf(text -> text, List.of("a", "b"))),
          Map.entry("whole", LENGTH),
          Map.entry("list", JsonType.list(LENGTH, 1, 2)),
          Map.entry("any", JsonType.list(LENGTH, 0, 2)),
          Map.entry("some", JsonType.object(fields -> fields.all(List.of("a", "b"), LENGTH))),
          Map.entry("map", JsonType.object(fields -> fields.all(fields.names(), LENGTH))),
          Map.entry("size", SIZE),
          Map.entry("sizes", JsonType.list(SIZE, 0, 9)));

  private final List<String> problems = new ArrayList<>();

  private <T> T read(JsonType<T> type, String json) {
    return type.read(JSON.readTree(json.replace('\'', '"')), new JsonType.Place("field", problems));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text    | ''                        | ``",
        "text    | 'a b'                     | a b",
        "even    | 'ab'                      | ab",
        "length  | 'abc'                     | 3",
        "flag    | true                      | true",
        "flag    | false                     | false",
        "version | 'v1.2.3-beta.1+b'         | 1.2.3-beta.1",
        "choice  | 'b'                       | b",
        "whole   | 1                         | 1",
        "whole   | 9                         | 9",
        "list    | [3]                       | [3]",
        "list    | [3,4]                     | [3, 4]",
        "any     | []                        | []",
        "map     | {}                        | {}",
        "map     | {'a':3}                   | {a=3}",
        "map     | {'a':3,'b':null}          | {a=3}",
        "some    | {'b':3}                   | {b=3}",
        "size    | {'width':2}               | Size[width=2, height=1]",
        "size    | {'width':2,'height':null} | Size[width=2, height=1]",
        "size    | {'height':3,'width':2}    | Size[width=2, height=3]",
        "sizes   | [{'width':2}]             | [Size[width=2, height=1]]",
      })
  void read_whatIsExpected_isRead(String type, String json, String value) {
    assertThat(read(TYPES.get(type), json)).hasToString(value);
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text    | 1             | field: expected text, found 1",
        "text    | null          | field: expected text, found null",
        "text    | []            | field: expected text, found a list of 0",
        "text    | {}            | field: expected text, found an object",
        "even    | 'abc'         | field: expected an even text, found 'abc'",
        "flag    | 'true'        | field: expected true or false, found 'true'",
        "flag    | 0             | field: expected true or false, found 0",
        "version | '1.2'         | field: expected a version such as 1.2.3, found '1.2'",
        "version | 1.2           | field: expected a version such as 1.2.3, found 1.2",
        "choice  | 'c'           | field: expected one of a, b, found 'c'",
        "choice  | true          | field: expected one of a, b, found true",
        "whole   | 0             | field: expected a whole number from 1 to 9, found 0",
        "whole   | 10            | field: expected a whole number from 1 to 9, found 10",
        "whole   | 1.0           | field: expected a whole number from 1 to 9, found 1.0",
        "whole   | '1'           | field: expected a whole number from 1 to 9, found '1'",
        "whole   | 99999999999999999999 | field: expected a whole number from 1 to 9, found 99999999999999999999",
        "list    | []            | field: expected a list of 1 to 2 items, each a whole number from 1 to 9, found a list of 0",
        "list    | [1,2,3]       | field: expected a list of 1 to 2 items, each a whole number from 1 to 9, found a list of 3",
        "any     | {}            | field: expected a list of at most 2 items, each a whole number from 1 to 9, found an object",
        "list    | [1,10]        | field: expected a whole number from 1 to 9, found 10",
        "list    | [null]        | field: expected a whole number from 1 to 9, found null",
        "map     | []            | field: expected an object, found a list of 0",
        "map     | {'a':0}       | field.a: expected a whole number from 1 to 9, found 0",
        "some    | {'a':1,'c':1} | field.c: there is no such field; there are a, b",
        "some    | {'a':1,'c':null} | field.c: there is no such field; there are a, b",
        "size    | 'x'           | field: expected an object, found 'x'",
        "size    | {}            | field.width: is missing; expected a whole number from 1 to 9",
        "size    | {'width':null} | field.width: is missing; expected a whole number from 1 to 9",
        "size    | {'width':0}   | field.width: expected a whole number from 1 to 9, found 0",
        "size    | {'width':1,'depth':1} | field.depth: there is no such field; there are height, width",
        "sizes   | [{'width':1},{}] | field[1].width: is missing; expected a whole number from 1 to 9",
      })
  void read_anythingElse_saysWhereWhatWasExpectedAndFound(
      String type, String json, String problem) {
    read(TYPES.get(type), json);
    assertThat(problems).containsExactly(problem);
  }

  @Test
  void read_itemsThatAreWrong_areLeftOut() {
    assertThat(read(JsonType.list(LENGTH, 0, 9), "[1,0,3,'x']")).containsExactly(1L, 3L);
    JsonType<Map<String, Long>> some =
        JsonType.object(fields -> fields.all(List.of("a", "b"), LENGTH));
    assertThat(read(some, "{'a':1,'b':0,'':3}")).containsExactly(Map.entry("a", 1L));
    assertThat(problems).hasSize(4);
  }

  @Test
  void read_severalThingsWrong_saysThemAll() {
    read(JsonType.list(SIZE, 0, 9), "[{'width':0,'height':10},1,{'x':1,'y':1}]");
    assertThat(problems)
        .containsExactly(
            "field[0].width: expected a whole number from 1 to 9, found 0",
            "field[0].height: expected a whole number from 1 to 9, found 10",
            "field[1]: expected an object, found 1",
            "field[2].width: is missing; expected a whole number from 1 to 9",
            "field[2].x: there is no such field; there are height, width",
            "field[2].y: there is no such field; there are height, width");
  }

  @Test
  void read_longText_isRefusedAndCutInProblems() {
    assertThat(read(JsonType.TEXT, "'" + "x".repeat(2000) + "'")).hasSize(2000);
    assertThat(read(JsonType.VERSION, "'" + "x".repeat(101) + "'")).isNull();
    assertThat(read(JsonType.TEXT, "'" + "x".repeat(2001) + "'")).isNull();
    assertThat(problems)
        .containsExactly(
            "field: expected a version such as 1.2.3, found '" + "x".repeat(100) + "…'",
            "field: expected at most 2000 characters");
  }

  @Test
  void fields_nobodyAskedFor_areNamedUpToTwenty() {
    StringBuilder json = new StringBuilder("{'x':1");
    for (int i = 0; i < 20; i++) {
      json.append(",'").append("n".repeat(i + 1)).append("':1");
    }
    String read = read(JsonType.object(fields -> "read"), json + "}");
    assertThat(read).isEqualTo("read");
    assertThat(problems)
        .hasSize(20)
        .first()
        .isEqualTo("field.x: this call takes no field of that name");
  }

  @Test
  void reason_withASecret_hidesIt() {
    String secret = "wo_" + "a1B2c3D4".repeat(6);
    String reason =
        read(
            JsonType.object(JsonFields::reason),
            "{'reason':'Authorization: Bearer " + secret + "'}");
    assertThat(reason).doesNotContain(secret);
    assertThat(read(JsonType.object(JsonFields::reason), "{}")).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void version_keepsItsBuildMetadata() {
    assertThat(read(JsonType.VERSION, "'1.0.0+b'").build()).isEqualTo("b");
    assertThat(read(JsonType.VERSION, "'1.0.0+b'")).isEqualTo(Version.parse("1.0.0"));
  }
}
