package dev.widgetorigin.origin.loader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The minified variants of {@code src/main/loader/loader.js}, one for each choice of its switches,
 * made when the project is built. Thread-safe.
 */
final class LoaderTemplates {
  /** In one pass, for a value may hold what looks like a name. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?<set>[\\w$]+\\.setAttribute)\\(WL_ATTRS\\)|(?<name>WL_[A-Z]+)(?<or>\\|\\|)?");

  /** What a loader may have or not; in the order of the digits of a variant's name. */
  enum Switch {
    ROLLOUT,
    WATCH,
    CHANNELS,
    STYLES,
    ATTRIBUTES,
    SITES
  }

  /** Those that were asked for: a start needs none of them. */
  private final Map<Set<Switch>, String> variants = new ConcurrentHashMap<>();

  /** {@code loader-100001.js}: a digit for each switch. */
  private static String name(Set<Switch> on) {
    StringBuilder name = new StringBuilder("loader-");
    for (Switch each : Switch.values()) {
      name.append(on.contains(each) ? '1' : '0');
    }
    return name.append(".js").toString();
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

  /**
   * Puts values where the variant has names; every name must have one. An empty value takes the
   * {@code ||} after it along.
   *
   * @param attributes what {@code setAttribute} is called with, e.g. {@code "type","module"}; one
   *     call for each
   */
  String render(Set<Switch> on, Map<String, String> values, List<String> attributes) {
    String variant = variants.computeIfAbsent(Set.copyOf(on), key -> read(name(key)));
    Matcher matcher = NAME.matcher(variant);
    StringBuilder out = new StringBuilder(variant.length() + 512);
    while (matcher.find()) {
      String text =
          matcher.group("set") == null
              ? value(matcher.group("name"), matcher.group("or"), values)
              : calls(matcher.group("set"), attributes);
      matcher.appendReplacement(out, Matcher.quoteReplacement(text));
    }
    return matcher.appendTail(out).toString();
  }

  private static String value(String name, String or, Map<String, String> values) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the loader's template wants " + name);
    }
    return value.isEmpty() || or == null ? value : value + or;
  }

  /** In brackets where there are several: the template may have a condition before the call. */
  private static String calls(String function, List<String> arguments) {
    String calls =
        arguments.stream()
            .map(each -> function + "(" + each + ")")
            .collect(Collectors.joining(","));
    return arguments.size() == 1 ? calls : "(" + calls + ")";
  }
}
