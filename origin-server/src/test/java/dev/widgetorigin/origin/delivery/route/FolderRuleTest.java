package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.net.URI;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FolderRuleTest {
  @DisplayName("the found file lies elsewhere: redirected to its full path in the same spelling")
  @ParameterizedTest(name = "{0}, found {1} → {2} = {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        // The entry file, in every spelling.
        "/w/v1            | x.js      | v1/x.js             | /w/v1/x.js",
        "/w@1             | dist/x.js | w@1/dist/x.js       | /w@1/dist/x.js",
        "/w@v1.0          | x.js      | w@v1.0/x.js         | /w@v1.0/x.js",
        "/w@              | x.js      | w@/x.js             | /w@/x.js",
        "/w               | x.js      | w/latest/x.js       | /w/latest/x.js",
        "/npm/w@1         | x.js      | w@1/x.js            | /npm/w@1/x.js",
        "/npm/w           | x.js      | w/x.js              | /npm/w/x.js",
        "/gh/O/R@1        | x.js      | R@1/x.js            | /gh/O/R@1/x.js",
        "/gh/o/r          | x.js      | r/x.js              | /gh/o/r/x.js",
        "/@s/w/v1         | dist/x.js | v1/dist/x.js        | /@s/w/v1/dist/x.js",
        "/@s/w@1          | x.js      | w@1/x.js            | /@s/w@1/x.js",
        "/@s/w            | x.js      | w/latest/x.js       | /@s/w/latest/x.js",
        "/@s%2Fw@1        | x.js      | @s%2Fw@1/x.js       | /@s%2Fw@1/x.js",
        "/@s%2fw/v1       | x.js      | v1/x.js             | /@s%2fw/v1/x.js",
        "/npm/@s/w@1      | x.js      | w@1/x.js            | /npm/@s/w@1/x.js",
        "/w%401           | x.js      | w%401/x.js          | /w%401/x.js",
        "/w/^1.0.0        | x.js      | %5E1.0.0/x.js       | /w/%5E1.0.0/x.js",
        "/w/%3E=1%20%3C2  | x.js      | %3E=1%20%3C2/x.js   | /w/%3E=1%20%3C2/x.js",
        "/w/*             | x.js      | */x.js              | /w/*/x.js",
        // Folders and the fallback list.
        "/w/              | index.html | latest/index.html  | /w/latest/index.html",
        "/@s/w/           | index.html | latest/index.html  | /@s/w/latest/index.html",
        "/w/v1/lib        | lib/index.html | lib/index.html | /w/v1/lib/index.html",
        "/w/v1/a/lib      | a/lib/index.html | lib/index.html | /w/v1/a/lib/index.html",
        "/w/v1/x.js       | dist/x.js | dist/x.js           | /w/v1/dist/x.js",
        "/w/v1/a/x.js     | dist/a/x.js | ../dist/a/x.js    | /w/v1/dist/a/x.js",
        "/w@1/a/b/x.js    | x.js      | ../../x.js          | /w@1/x.js",
        "/npm/w/x.js      | dist/x.js | dist/x.js           | /npm/w/dist/x.js",
        "/w/v1/app        | sub/a b ü.js | sub/a%20b%20%C3%BC.js | /w/v1/sub/a%20b%20%C3%BC.js",
        "/w/v1/q          | dist/what?.js | dist/what%3F.js | /w/v1/dist/what%3F.js",
        "/w/v1/a/x        | data:x/y.js | ../data:x/y.js    | /w/v1/data:x/y.js",
        "/w/v1/x          | data:x/y.js | ./data:x/y.js     | /w/v1/data:x/y.js",
        // A slash that is encoded is none to a browser.
        "/w/v1/dist%2Fx.js | dist/x.js | dist/x.js          | /w/v1/dist/x.js",
        "/w%2Fv1%2Fx.js   | x.js      | w%2Fv1/x.js         | /w%2Fv1/x.js",
        "/w/v1%2Fx.js     | x.js      | v1/x.js             | /w/v1/x.js",
        "/w/v1/a%2fb/x.js | a/b/x.js  | ../a/b/x.js         | /w/v1/a/b/x.js",
        "/w%2Fv1          | x.js      | w%2Fv1/x.js         | /w%2Fv1/x.js",
      })
  void redirect_elsewhere(String raw, String found, String reference, String full) {
    String location = FolderRule.redirect(raw, (AssetPath) AssetPath.parse(raw), found);

    assertThat(location).isEqualTo(reference);
    URI asked = URI.create("https://o.example" + PercentEncoding.encodeRemaining(raw));
    assertThat(asked.resolve(location)).isEqualTo(URI.create("https://o.example" + full));
  }

  @DisplayName("the found file lies in the folder that was asked for: answered in place")
  @ParameterizedTest(name = "{0}, found {1}")
  @CsvSource({
    "/w/v1/x.js, x.js",
    "/w/v1/app, app.js",
    "/w/v1/dist/app, dist/app.js",
    "/w/v1/, index.html",
    "/w@1/, index.html",
    "/npm/w/, index.html",
    "/npm/w/x, x.js",
    "/gh/o/r/, index.html",
    "/w/v1/demo/, demo/index.html",
    "/@s%2Fw/v1/x, x.js",
    "/w%2Fv1/x.js, x.js",
    "/w/v1/d%65mo/x, demo/x.js",
  })
  void redirect_sameFolder_inPlace(String raw, String found) {
    assertThat(FolderRule.redirect(raw, (AssetPath) AssetPath.parse(raw), found)).isNull();
  }

  @Test
  void redirect_mappedPath_inPlace() {
    AssetPath mapped = ((AssetPath) AssetPath.parse("/w@latest")).mapped();
    assertThat(FolderRule.redirect("/static/w.js", mapped, "dist/x.js")).isNull();
  }

  @DisplayName("below a mapped prefix: redirected below the same prefix, or answered in place")
  @ParameterizedTest(name = "{0}, found {1} → {2} = {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/b/demo       | demo/index.html      | demo/index.html | /a/b/demo/index.html",
        "/a/b/x.js       | dist/x.js            | dist/x.js       | /a/b/dist/x.js",
        "/a%2fb/x.js     | dist/x.js            | dist/x.js       | /a%2fb/dist/x.js",
        "/a/b/c/x.js     | dist/c/x.js          | ../dist/c/x.js  | /a/b/dist/c/x.js",
        "/scoped/demo    | demo/index.html      | demo/index.html | /scoped/demo/index.html",
        "/static/demo    | dist/demo/index.html | demo/index.html | /static/demo/index.html",
        "/deep/er/demo   | a/b/demo/index.html  | demo/index.html | /deep/er/demo/index.html",
        "/demo           | demo/index.html      | demo/index.html | /demo/index.html",
        "/static/app     | dist/app.js          |                 |",
        "/static/        | dist/index.html      |                 |",
        "/static/demo/   | dist/demo/index.html |                 |",
        // Not below dist/, so nothing below /static/ leads there.
        "/static/x.js    | build/x.js           |                 |",
      })
  void redirect_mappedPrefix_staysBelowIt(String raw, String found, String reference, String full) {
    MappedPaths paths =
        new MappedPaths(
            Map.of(
                "/a/b/*", "w@1/*",
                "/scoped/*", "@s/w@1/*",
                "/static/*", "w@latest/dist/*",
                "/deep/er/*", "w@latest/a/b/*",
                "/*", "w@2/*"));
    String location = FolderRule.redirect(raw, (AssetPath) paths.parse(raw), found);

    assertThat(location).isEqualTo(reference);
    if (location != null) {
      URI asked = URI.create("https://o.example" + raw);
      assertThat(asked.resolve(location)).isEqualTo(URI.create("https://o.example" + full));
    }
  }

  @Property
  void redirect_resolvedByABrowser_isTheFileInTheSameVersion(
      @ForAll("roots") String root, @ForAll("names") String asked, @ForAll("names") String found) {
    String raw = root + (asked.isEmpty() ? "" : "/" + PercentEncoding.encodePath(asked));
    AssetPath path = (AssetPath) AssetPath.parse(raw);
    String location = FolderRule.redirect(raw, path, found);

    URI base = URI.create("https://o.example" + raw);
    AssetPath target =
        location == null ? path : (AssetPath) AssetPath.parse(base.resolve(location).getRawPath());
    assertThat(target.widget()).isEqualTo(path.widget());
    assertThat(target.selector()).isEqualTo(path.selector());
    if (location != null) {
      assertThat(target.file()).isEqualTo(found);
      assertThat(location).doesNotStartWith("/");
      String again = base.resolve(location).getRawPath();
      assertThat(FolderRule.redirect(again, target, found)).as("one hop").isNull();
    }
  }

  @Provide
  Arbitrary<String> roots() {
    return Arbitraries.of(
        "/w/v1",
        "/w@1",
        "/w",
        "/@s/w/latest",
        "/@s/w@1.2",
        "/@s/w",
        "/npm/w",
        "/npm/w@1",
        "/npm/@s/w@1",
        "/gh/o/r",
        "/gh/o/r@1",
        "/@s%2Fw/v1",
        "/w%401");
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("a", "b.js", "x y", "ü", "c:d", "@e", "npm", "-")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(segments -> String.join("/", segments));
  }
}
