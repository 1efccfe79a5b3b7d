package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;

/**
 * A loader's URL, taken apart.
 *
 * <pre>
 * /-/loader/{widget}.js                    the loader of latest
 * /-/loader/{widget}/{selector}.js         of any selector
 * /-/loader/{widget}/{selector}.mjs        as an ES module
 * /-/loader/{widget}/{selector}.html       to be pasted into a page
 * /-/loader/{widget}/{version}/{hash}.js   for ever the same bytes: may carry integrity
 * </pre>
 *
 * {@code {widget}} is {@code name}, {@code @scope/name} or {@code @scope%2Fname}.
 *
 * @param hash of the immutable form, or null
 */
record LoaderPath(WidgetName widget, Selector selector, Form form, String hash) {
  static final String PREFIX = "/-/loader/";

  /** What kind of text is asked for. */
  enum Form {
    SCRIPT(".js"),
    MODULE(".mjs"),
    SNIPPET(".html");

    private final String extension;

    Form(String extension) {
      this.extension = extension;
    }

    String extension() {
      return extension;
    }
  }

  /** Throws IllegalArgumentException, whose message says what was expected. */
  static LoaderPath parse(String path) {
    Form form = form(path);
    String rest = path.substring(PREFIX.length(), path.length() - form.extension.length());
    String[] parts = rest.split("/", -1);
    String first = decoded(parts[0]);
    int name = first.startsWith("@") && first.indexOf('/') < 0 ? 2 : 1;
    if (parts.length < name || parts.length > name + 2) {
      throw malformed();
    }
    String widget = name == 2 ? first + "/" + decoded(parts[1]) : first;
    int more = parts.length - name;
    try {
      Selector selector = Selector.parse(more == 0 ? "latest" : decoded(parts[name]));
      String hash = more == 2 ? parts[name + 1] : null;
      boolean frozen = form == Form.SCRIPT && selector instanceof Selector.Exact;
      if (hash != null && !(frozen && hash.matches("[0-9a-f]{32}"))) {
        throw malformed();
      }
      return new LoaderPath(WidgetName.parse(widget), selector, form, hash);
    } catch (ResolverException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Form form(String path) {
    for (Form form : Form.values()) {
      if (path.startsWith(PREFIX) && path.endsWith(form.extension)) {
        return form;
      }
    }
    throw malformed();
  }

  private static String decoded(String part) {
    String decoded = PercentEncoding.decode(part);
    if (decoded == null) {
      throw malformed();
    }
    return decoded;
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "Expected /-/loader/{widget}.js, /-/loader/{widget}/{selector}.js, .mjs or .html, or"
            + " /-/loader/{widget}/{version}/{hash}.js.");
  }
}
