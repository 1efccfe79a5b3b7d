package dev.widgetorigin.origin.loader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One numbered template of loaders, minified, once for every choice of its switches. Read from
 * {@code template-N.txt}, which is never made again once it is released: a loader's bytes depend on
 * neither the build nor its tools.
 *
 * <pre>
 * template 1
 * source sha256-…
 * switches ROLLOUT WATCH
 * change What a page notices that had the template before.
 * 00 (function(){…
 * 10 (function(){…
 * </pre>
 *
 * Immutable.
 *
 * @param source SHA-256 of the loader.js that it was made of, in hex
 * @param changes what it does that the one before does not; one sentence each
 */
record LoaderTemplate(
    int number,
    String source,
    List<String> changes,
    List<String> switches,
    Map<String, String> variants) {
  /** In one pass, for a value may hold what looks like a name. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?<set>[\\w$]+\\.setAttribute)\\(WL_ATTRS\\)|(?<name>WL_[A-Z]+)(?<or>\\|\\|)?");

  /** The resource of that number must be there. */
  static LoaderTemplate read(int number) {
    String resource = "template-" + number + ".txt";
    try (InputStream in = LoaderTemplate.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LoaderTemplate parse(String text) {
    int number = 0;
    String source = "";
    List<String> changes = new ArrayList<>();
    List<String> switches = List.of();
    Map<String, String> variants = new HashMap<>();
    for (String line : text.lines().toList()) {
      int space = line.indexOf(' ');
      String word = line.substring(0, space);
      String rest = line.substring(space + 1);
      switch (word) {
        case "template" -> number = Integer.parseInt(rest);
        case "source" -> source = rest.substring(rest.indexOf('-') + 1);
        case "switches" -> switches = List.of(rest.split(" ", -1));
        case "change" -> changes.add(rest);
        default -> variants.put(word, rest);
      }
    }
    return new LoaderTemplate(number, source, List.copyOf(changes), switches, Map.copyOf(variants));
  }

  /** {@code 100001}: a digit for each switch that this template has. */
  private String digits(Set<LoaderTemplates.Switch> on) {
    StringBuilder name = new StringBuilder();
    Set<String> names = on.stream().map(Enum::name).collect(Collectors.toSet());
    switches.forEach(each -> name.append(names.contains(each) ? '1' : '0'));
    return name.toString();
  }

  /**
   * Puts values where the variant has names; every name must have one. An empty value takes the
   * {@code ||} after it along.
   *
   * @param on those that this template does not have are passed over
   * @param attributes what {@code setAttribute} is called with, e.g. {@code "type","module"}; one
   *     call for each
   */
  String render(
      Set<LoaderTemplates.Switch> on, Map<String, String> values, List<String> attributes) {
    String variant = variants.get(digits(on));
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
