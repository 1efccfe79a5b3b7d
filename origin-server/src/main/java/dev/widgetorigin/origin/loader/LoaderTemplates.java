package dev.widgetorigin.origin.loader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The minified variants of {@code src/main/loader/loader.js}, one for each choice of its switches,
 * made when the project is built. Immutable.
 */
final class LoaderTemplates {
  private static final Pattern NAME = Pattern.compile("WL_[A-Z]+");

  private final String[] variants = new String[8];

  LoaderTemplates() {
    for (int i = 0; i < variants.length; i++) {
      variants[i] = read("loader-" + (i >> 2 & 1) + (i >> 1 & 1) + (i & 1) + ".js");
    }
  }

  private static String read(String resource) {
    try (InputStream in = LoaderTemplates.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing: the build makes it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts values where the variant has names; every name must have one. */
  String render(boolean rollout, boolean channels, boolean extras, Map<String, String> values) {
    String variant = variants[(rollout ? 4 : 0) | (channels ? 2 : 0) | (extras ? 1 : 0)];
    Matcher matcher = NAME.matcher(variant);
    StringBuilder out = new StringBuilder(variant.length() + 512);
    while (matcher.find()) {
      String value = values.get(matcher.group());
      if (value == null) {
        throw new IllegalStateException("the loader's template wants " + matcher.group());
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(out).toString();
  }
}
