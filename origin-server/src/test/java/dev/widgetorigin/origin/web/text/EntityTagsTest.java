package dev.widgetorigin.origin.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9110 §8.8.3 lists of entity tags")
final class EntityTagsTest {
  @ParameterizedTest(name = "<{0}> names \"abc\": weakly {1}, strongly {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"abc\"                | true  | true",
        "W/\"abc\"              | true  | false",
        "'  \"abc\"  '          | true  | true",
        "'\t\"abc\"\t'          | true  | true",
        "\"x\",\"abc\"          | true  | true",
        "\"x\" \t , \"abc\"     | true  | true",
        "\"x\",,, ,\"abc\"      | true  | true",
        "\"x\"\"abc\"           | true  | true",
        "W/\"x\", W/\"abc\"     | true  | false",
        "W/\"abc\", \"abc\"     | true  | true",
        "\"\", \"abc\"          | true  | true",
        "\"a,b c\", \"abc\"     | true  | true",
        // As long, or beginning so, but another.
        "\"abd\"                | false | false",
        "\"abcd\"               | false | false",
        "\"ab\"                 | false | false",
        "\"\"                   | false | false",
        "\"ABC\"                | false | false",
        // The asterisk stands alone.
        "*                      | true  | true",
        "' * '                  | true  | true",
        "', *,'                 | true  | true",
        "*, \"abc\"             | false | false",
        "\"x\", *               | false | false",
        "**                     | false | false",
        // Reading stops at what is no entity tag.
        "''                     | false | false",
        "' '                    | false | false",
        "," + "| false | false",
        "abc                    | false | false",
        "x, \"abc\"             | false | false",
        "\"x\"; \"abc\"         | false | false",
        "w/\"abc\"              | false | false",
        "W\"abc\"               | false | false",
        "W/abc                  | false | false",
        "W/                     | false | false",
        "W                      | false | false",
        "\"abc                  | false | false",
        "\"                     | false | false",
        "W/\"                   | false | false",
        "abc\"                  | false | false",
      })
  void matches_table(String field, boolean weakly, boolean strongly) {
    assertThat(EntityTags.matches(field, "\"abc\"", true)).isEqualTo(weakly);
    assertThat(EntityTags.matches(field, "\"abc\"", false)).isEqualTo(strongly);
  }

  @ParameterizedTest(name = "<{0}> has \"ab..ef-br\": {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"abcdef-br\"           | \"abcdef-br\"",
        "\"ab12ef-br\"           | \"ab12ef-br\"",
        "W/\"ab12ef-br\"         | \"ab12ef-br\"",
        "\"x\", \"ab12ef-br\"    | \"ab12ef-br\"",
        "\"ab12ef-br\", \"ab34ef-br\" | \"ab12ef-br\"",
        "\"xb12ef-br\"           |",
        "\"ab12xf-br\"           |",
        "\"ab12ef-gz\"           |",
        "\"ab123ef-br\"          |",
        "\"ab1ef-br\"            |",
        "ab12ef-br               |",
        "*                       |",
        "''                      |",
      })
  void alike_butForWhatMayDiffer_isFound(String field, String found) {
    assertThat(EntityTags.alike(field, "\"abcdef-br\"", 3, 5)).isEqualTo(found);
  }
}
