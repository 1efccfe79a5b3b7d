package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MappedPathsTest {
  private static String parsed(MappedPaths paths, String raw) {
    if (paths.parse(raw) instanceof AssetPath path) {
      String mapped = path.root() == null ? " mapped" : "";
      return path.widget() + "@" + path.selector() + " " + path.file() + mapped;
    }
    BadPath bad = (BadPath) paths.parse(raw);
    return bad.problem().status() + " " + bad.problem().detail();
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/static/w.js           | w@1.0.0 dist/w.js mapped",
        "/st%61tic/w.js         | w@1.0.0 dist/w.js mapped",
        "/static/x.js           | w@latest dist/x.js",
        "/static/a/x.js         | w@latest dist/a/x.js",
        // The longest prefix, whole path segments only.
        "/static/old/x.js       | w@1.0.0 x.js",
        "/static/older/x.js     | w@latest dist/older/x.js",
        "/static/new/x.js       | w@2.0.0 x.js",
        "/statics/x.js          | statics@x.js ''",
        "/static                | static@latest ''",
        // Whatever follows a prefix is checked as any path is.
        "/static/../x.js        | 400 The path has a dot segment.",
        "/static//x.js          | 400 The path has an empty segment.",
        "/static/%zz            | 400 The path is not valid percent-encoded UTF-8.",
        // The star is a whole segment, on both sides.
        "/half/x.js             | half@x.js ''",
        "/half*                 | half*@latest ''",
        "/w@1/x.js              | w@1 x.js",
      })
  void parse_table(String raw, String expected) {
    MappedPaths paths =
        new MappedPaths(
            Map.of(
                "/static/w.js", "w@1.0.0/dist/w.js",
                "/static/*", "w@latest/dist/*",
                "/static/old/*", "w@1.0.0/*",
                "/static/new/*", "w@2.0.0/*"));
    assertThat(parsed(paths, raw)).isEqualTo(expected.replace("''", ""));
  }

  @Test
  void parse_noMappings_isAnyPath() {
    MappedPaths paths = new MappedPaths(Map.of());
    assertThat(paths.parse("/w%401/x.js")).isEqualTo(AssetPath.parse("/w%401/x.js"));
    assertThat(parsed(paths, "/%zz")).startsWith("400 ");
  }

  @Test
  void parse_onlyPrefixesOrOnlyPaths_areMapped() {
    assertThat(parsed(new MappedPaths(Map.of("/a/*", "w@1/*")), "/a/x.js")).isEqualTo("w@1 x.js");
    assertThat(parsed(new MappedPaths(Map.of("/a", "w@1/x.js")), "/a"))
        .isEqualTo("w@1 x.js mapped");
  }
}
