package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AssetPathTest {
  @ParameterizedTest
  @CsvSource({
    "/w, true",
    "/w/, true",
    "/@s/n, true",
    "/w@1, false",
    "/w@, false",
    "/w/v1, false",
    "/npm/w, false",
    "/w/v1/x.js, false",
  })
  void namesWidgetOnly_isSoOfNothingElse(String raw, boolean expected) {
    AssetPath path = (AssetPath) AssetPath.parse(raw);
    assertThat(path.namesWidgetOnly()).isEqualTo(expected);
    assertThat(path.mapped().namesWidgetOnly()).as("mapped").isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/w/v1.2.3/x.js              | w        | v1.2.3     | x.js     | FILE",
        "/w/v1.2.3/dist/x.js         | w        | v1.2.3     | dist/x.js | FILE",
        "/w@1.2.3/x.js               | w        | 1.2.3      | x.js     | FILE",
        "/npm/w@1.2.3/x.js           | w        | 1.2.3      | x.js     | FILE",
        "/npm/w/dist/x.js            | w        | latest     | dist/x.js | FILE",
        "/npm/w                      | w        | latest     | ''       | ENTRY",
        "/gh/Owner/Repo@v1/x.js      | @owner/repo | v1      | x.js     | FILE",
        "/gh/owner/repo/X.js         | @owner/repo | latest  | X.js     | FILE",
        "/gh/owner/repo@Beta         | @owner/repo | Beta    | ''       | ENTRY",
        "/gh/o/@X/x.js               | @o/@X    | latest     | x.js     | FILE",
        "/@s/n/v1/x.js               | @s/n     | v1         | x.js     | FILE",
        "/@s/n@1/x.js                | @s/n     | 1          | x.js     | FILE",
        "/@s%2fn/v1/x.js             | @s/n     | v1         | x.js     | FILE",
        "/npm/@s/n@1.0/x.js          | @s/n     | 1.0        | x.js     | FILE",
        "/@s/n                       | @s/n     | latest     | ''       | ENTRY",
        "/w                          | w        | latest     | ''       | ENTRY",
        "/w/                         | w        | latest     | ''       | DIRECTORY",
        "/w@                         | w        | latest     | ''       | ENTRY",
        "/w/v1                       | w        | v1         | ''       | ENTRY",
        "/w@v1                       | w        | v1         | ''       | ENTRY",
        "/w/v1/                      | w        | v1         | ''       | DIRECTORY",
        "/w/v1/dist/                 | w        | v1         | dist     | DIRECTORY",
        "/w/%5E1.2.0/x.js            | w        | ^1.2.0     | x.js     | FILE",
        "/w/^1.2.0/x.js              | w        | ^1.2.0     | x.js     | FILE",
        "/w/%3E=1.0.0%20%3C2.0.0/x.js | w       | >=1.0.0 <2.0.0 | x.js | FILE",
        "/w@1.0.0%20-%201.4.0/x.js   | w        | 1.0.0 - 1.4.0 | x.js  | FILE",
        "/w/1.x%20%7C%7C%202.x/x.js  | w        | '1.x || 2.x' | x.js   | FILE",
        "/w/*/x.js                   | w        | *          | x.js     | FILE",
        "/w/v1/a%20b.js              | w        | v1         | a b.js   | FILE",
        "/w/v1/100%25.js             | w        | v1         | 100%.js  | FILE",
        "/w/v1/x%2Fy.js              | w        | v1         | x/y.js   | FILE",
        "/w/v1/a..b/...js            | w        | v1         | a..b/...js | FILE",
        "/w/v1/x@2.js                | w        | v1         | x@2.js   | FILE",
        "/w/v1/%C3%BC.js             | w        | v1         | ü.js     | FILE",
        "/w/v1/x%2B.js               | w        | v1         | x+.js    | FILE",
        "/w/v1/x+y.js                | w        | v1         | x+y.js   | FILE",
      })
  void parse_good(String raw, String widget, String selector, String file, AssetPath.Kind kind) {
    AssetPath path = (AssetPath) AssetPath.parse(raw);
    assertThat(path.mapped()).isEqualTo(new AssetPath(widget, selector, file, kind, null));
  }

  @ParameterizedTest(name = "{0} → {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                  | 400 | The path does not begin with a slash.",
        "w/v1/x.js           | 400 | The path does not begin with a slash.",
        "/w/v1/%             | 400 | The path is not valid percent-encoded UTF-8.",
        "/w/v1/%00           | 400 | The path holds a control character or a backslash.",
        "/w/v1/%1f           | 400 | The path holds a control character or a backslash.",
        "/w/v1/%7F           | 400 | The path holds a control character or a backslash.",
        "/w/v1/a%5cb         | 400 | The path holds a control character or a backslash.",
        "/w/v1/%252E         | 400 | The path is encoded twice.",
        "/w/v1/%252f         | 400 | The path is encoded twice.",
        "/w/v1/%255C         | 400 | The path is encoded twice.",
        "/w/v1/%2500         | 400 | The path is encoded twice.",
        "/w//x.js            | 400 | The path has an empty segment.",
        "//                  | 400 | The path has an empty segment.",
        "/w/v1/x.js//        | 400 | The path has an empty segment.",
        "/w/../x.js          | 400 | The path has a dot segment.",
        "/w/./x.js           | 400 | The path has a dot segment.",
        "/w/v1/..            | 400 | The path has a dot segment.",
        "/                   | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
        "/npm                | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
        "/npm/               | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
        "/npm/@s             | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
        "/gh                 | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
        "/gh/owner           | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
        "/@s                 | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
        "/-                  | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
        "/-/x                | 404 | Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.",
      })
  void parse_bad(String raw, int status, String detail) {
    BadPath bad = (BadPath) AssetPath.parse(raw);
    assertThat(bad.problem().status()).isEqualTo(status);
    assertThat(bad.problem().detail()).isEqualTo(detail);
    assertThat(bad.problem().title()).isEqualTo(status == 400 ? "Bad path" : "Not found");
  }

  @ParameterizedTest(name = "{0}: the first {1} segments")
  @CsvSource({
    "/w/v1/x.js, 2, false",
    "/w@1/x.js, 1, false",
    "/w, 1, true",
    "/w/, 1, true",
    "/w/v1, 2, false",
    "/@s/w/v1/x.js, 3, false",
    "/@s/w, 2, true",
    "/@s/w@1, 2, false",
    "/npm/w/x.js, 2, false",
    "/npm/w@1, 2, false",
    "/npm/@s/w@1/x.js, 3, false",
    "/gh/o/r, 3, false",
    "/gh/o/r@1/x.js, 3, false",
  })
  void root_isWhatNamesTheVersion(String raw, int segments, boolean unfinished) {
    assertThat(((AssetPath) AssetPath.parse(raw)).root())
        .isEqualTo(new AssetPath.Root(segments, unfinished));
  }

  @Test
  void mapped_path_comesFirst() {
    MappedPaths paths =
        new MappedPaths(
            Map.of("/static/dist/w.min.js", "w@latest/dist/w.min.js", "/old.js", "@s/n@1/x.js"));

    assertThat(paths.parse("/static/dist/w.min.js"))
        .isEqualTo(new AssetPath("w", "latest", "dist/w.min.js", AssetPath.Kind.FILE, null));
    assertThat(paths.parse("/st%61tic/dist/w.min.js"))
        .isEqualTo(paths.parse("/static/dist/w.min.js"));
    assertThat(paths.parse("/old.js"))
        .isEqualTo(new AssetPath("@s/n", "1", "x.js", AssetPath.Kind.FILE, null));
    assertThat(paths.parse("/w/v1/x.js")).isEqualTo(AssetPath.parse("/w/v1/x.js"));
  }

  @Property
  void parse_anyText_neverThrows(@ForAll String raw) {
    AssetPath.parse(raw);
    if (AssetPath.parse("/" + raw) instanceof BadPath bad) {
      assertThat(bad.problem().status()).isIn(400, 404);
    }
  }

  @Property
  void parse_good_isSafe(@ForAll("paths") String raw) {
    if (AssetPath.parse(raw) instanceof AssetPath path) {
      String lower = path.file().toLowerCase(Locale.ROOT);
      assertThat(path.file()).doesNotContain("\\", "\0", "//").doesNotStartWith("/");
      assertThat(lower).doesNotContain("%2e", "%2f", "%5c", "%00");
      assertThat(path.file().split("/")).doesNotContain("..", ".");
    }
  }

  /** Pieces that matter to a parser, in any order. */
  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "/", "//", ".", "..", "%2e", "%2E", "%25", "2e", "2f", "%2f", "%5c", "\\", "%00", "00",
            "@", "w", "npm", "gh", "v1", "1.2.3", "x.js", "%", "%z", "ü", "%C3%BC", "%c0%ae", "?")
        .list()
        .ofMaxSize(12)
        .map(pieces -> "/" + String.join("", pieces));
  }

  @Property
  void parse_canonical_roundTrips(@ForAll("names") String file) {
    String raw = "/w/v1.0.0/" + PercentEncoding.encodePath(file);

    AssetPath.Root root = new AssetPath.Root(2, false);
    assertThat(AssetPath.parse(raw))
        .isEqualTo(new AssetPath("w", "v1.0.0", file, AssetPath.Kind.FILE, root));
  }

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> segment =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withCharRange('\u00a0', '\ud7ff')
            .excludeChars('/', '\\', '%')
            .ofMinLength(1)
            .ofMaxLength(20)
            .filter(s -> !s.equals(".") && !s.equals(".."));
    return segment.list().ofMinSize(1).ofMaxSize(4).map(segments -> String.join("/", segments));
  }
}
