package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.delivery.negotiate.AcceptEncoding;
import dev.widgetorigin.origin.delivery.negotiate.ByteRanges;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.ParsedPath;
import dev.widgetorigin.origin.web.text.EntityTags;
import dev.widgetorigin.store.manifest.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Fuzz target: what the delivery reads of a request: its path, Range, Accept-Encoding and entity
 * tags. Nothing is thrown, and nothing comes out that must not: no way out of a bundle, no range
 * outside of the representation, no weight beyond its scale. The first octet picks the rule.
 */
public final class RulesFuzz {
  private static final int LENGTH = 1000;
  private static final String TAG = "\"0123456789abcdef-br\"";

  private RulesFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String text = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
    switch (input[0] & 3) {
      case 0 -> path("/" + text);
      case 1 -> ranges("bytes=" + text);
      case 2 -> encodings(text);
      default -> tags(text);
    }
  }

  private static void path(String raw) {
    ParsedPath parsed = AssetPath.parse(raw);
    if (parsed instanceof AssetPath path) {
      assertThat(path.widget()).isNotEmpty();
      assertThat(path.selector()).doesNotContain("/");
      String file = path.file();
      assertThat(file).doesNotContain("\0").doesNotContain("\\");
      assertThat(file.toLowerCase(java.util.Locale.ROOT))
          .doesNotContain("%2e")
          .doesNotContain("%2f")
          .doesNotContain("%5c")
          .doesNotContain("%00");
      if (!file.isEmpty()) {
        assertThat(Arrays.asList(file.split("/", -1))).doesNotContain("", "..");
      }
      assertThat(AssetPath.parse(raw)).isEqualTo(parsed);
    } else {
      assertThat(((BadPath) parsed).problem().status()).isIn(400, 404);
    }
  }

  private static void ranges(String field) {
    if (ByteRanges.parse(field, LENGTH) instanceof ByteRanges.Parts several) {
      assertThat(several.parts()).isNotEmpty().hasSizeLessThanOrEqualTo(ByteRanges.MAX_RANGES);
      long all = 0;
      for (ByteRanges.Part part : several.parts()) {
        assertThat(part.first()).isBetween(0L, part.last());
        assertThat(part.last()).isLessThan(LENGTH);
        all += part.length();
      }
      assertThat(all).isLessThanOrEqualTo(LENGTH);
    }
    assertThat(ByteRanges.parse(field, 0)).isNotInstanceOf(ByteRanges.Parts.class);
  }

  private static void encodings(String field) {
    AcceptEncoding parsed = AcceptEncoding.of(field);
    assertThat(parsed.weight(null)).isBetween(0, 2000);
    AcceptEncoding again = AcceptEncoding.of(field + ", br;q=0.5");
    for (Encoding encoding : Encoding.values()) {
      assertThat(parsed.weight(encoding)).isBetween(0, 2000);
    }
    // Whatever stands before it, a member that can be read counts.
    assertThat(again.weight(Encoding.BR)).isGreaterThanOrEqualTo(1000);
  }

  private static void tags(String field) {
    boolean weakly = EntityTags.matches(field, TAG, true);
    boolean strongly = EntityTags.matches(field, TAG, false);
    assertThat(weakly || !strongly).as("a strong match is a weak one").isTrue();
    if (weakly && !field.contains("*")) {
      assertThat(field).contains(TAG);
    }
    assertThat(EntityTags.matches(TAG + ", " + field, TAG, false)).isTrue();
  }
}
