package dev.widgetorigin.origin.purge;

import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The paths under which a widget's answers are found, in every usual spelling, for edges that know
 * nothing but paths: {@code /chat/v1/*}, {@code /chat@v1/*}, {@code /npm/chat@v1/*}, {@code
 * /gh/acme/chat@v1/*}, {@code /-/loader/chat/v1.js}, {@code /-/importmap/chat/v1.json}, and mapped
 * paths.
 *
 * <p>Only what every such edge can do is used: whole paths, and {@code /*} at the end. So ranges
 * that people make up, and names with percent signs, are not among them: they stay until they
 * expire.
 */
final class PathSpellings {
  private static final String ANY = "/*";
  private static final String LOADER = "/-/loader/";
  private static final String IMPORT_MAP = "/-/importmap/";
  private static final List<String> LOADERS = List.of(".js", ".mjs", ".html");

  private final WidgetName widget;
  private final Map<String, String> mapped;
  private final Set<String> all = new TreeSet<>();

  PathSpellings(WidgetName widget, Map<String, String> mapped) {
    this.widget = widget;
    this.mapped = mapped;
  }

  Set<String> all() {
    return all;
  }

  /** What lies below the widget's own paths: every selector of the canonical spelling. */
  void addWidget() {
    all.add("/" + widget);
    all.add("/" + widget + ANY);
    all.add(LOADER + widget + ANY);
    all.add(IMPORT_MAP + widget + ANY);
    mapped.forEach((path, target) -> addMapped(path, target, null));
  }

  void addAlias(String alias) {
    if (!isPlain(alias)) {
      return;
    }
    addSelector(alias);
    if (isPartial(alias)) {
      addSelector(alias.substring(1));
    }
    if (alias.equals("latest")) {
      all.add("/" + widget);
      all.add("/npm/" + widget + ANY);
      all.add("/npm/" + widget);
      if (!widget.scope().isEmpty()) {
        all.add(repository() + ANY);
        all.add(repository());
      }
    }
    mapped.forEach((path, target) -> addMapped(path, target, alias));
    addLoader(alias);
  }

  /** With the immutable loaders, which edges keep for as long as its files. */
  void addVersion(Version version) {
    String text = version.toString();
    if (isPlain(text)) {
      for (String selector : List.of(text, "v" + text)) {
        addSelector(selector);
        addLoader(selector);
        all.add(LOADER + widget + "/" + selector + ANY);
      }
      mapped.forEach((path, target) -> addMapped(path, target, text));
    }
  }

  void addLoaders(Collection<String> aliases) {
    aliases.stream().filter(PathSpellings::isPlain).forEach(this::addLoader);
  }

  private void addLoader(String alias) {
    for (String form : LOADERS) {
      all.add(LOADER + widget + "/" + alias + form);
      if (isPartial(alias)) {
        all.add(LOADER + widget + "/" + alias.substring(1) + form);
      }
      if (alias.equals("latest")) {
        all.add(LOADER + widget + form);
      }
    }
  }

  private void addSelector(String selector) {
    addWithFiles("/" + widget + "/" + selector);
    addWithFiles("/" + widget + "@" + selector);
    addWithFiles("/npm/" + widget + "@" + selector);
    all.add(IMPORT_MAP + widget + "/" + selector + ".json");
    if (!widget.scope().isEmpty()) {
      addWithFiles(repository() + "@" + selector);
    }
  }

  private String repository() {
    return "/gh/" + widget.scope() + "/" + widget.name();
  }

  private void addWithFiles(String path) {
    all.add(path);
    all.add(path + ANY);
  }

  /** {@code selector} is null for any. */
  private void addMapped(String path, String target, String selector) {
    int at = target.indexOf('@', 1);
    if (at < 0 || !target.substring(0, at).equals(widget.toString())) {
      return;
    }
    int slash = target.indexOf('/', at);
    String text = target.substring(at + 1, slash < 0 ? target.length() : slash);
    try {
      if (selector == null || Selector.parse(text).alias().equals(selector)) {
        all.add(path);
      }
    } catch (ResolverException e) {
      // The configuration was checked; such a path answers nothing.
      return;
    }
  }

  /** {@code v1}, {@code v1.2}: spelled {@code 1} and {@code 1.2} as well. */
  private static boolean isPartial(String alias) {
    return alias.matches("v\\d+(\\.\\d+)?");
  }

  private static boolean isPlain(String selector) {
    return selector.matches("[A-Za-z0-9._-]+");
  }
}
