package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The page that both bundles are loaded into: an empty one, a file, or one of the network.
 *
 * @param html what is answered for {@link #url}; null for a page of the network
 */
record Page(String url, String html) {
  /** Nobody has this host (RFC 6761 §6.4): what is asked of it is answered here. */
  static final String HOST = "widget-origin.invalid";

  private static final String BUNDLE = "/bundle/";
  private static final String EMPTY =
      "<!doctype html><html lang=en><meta charset=utf-8><title>empty</title><body>\n";

  /** Only reports; strict, so that its reports say what a strict page would refuse. */
  static final String POLICY = "default-src 'self'; require-trusted-types-for 'script'";

  static Page empty() {
    return new Page("https://" + HOST + "/", EMPTY);
  }

  /** A file, or a page of the network where {@code network} allows that. */
  static Page of(String text, boolean network) {
    if (text.startsWith("http://") || text.startsWith("https://")) {
      if (!network) {
        throw new CommandFailure(
            text + " is in the network: add --network, and the bundles may use it, too");
      }
      return new Page(text, null);
    }
    try {
      return new Page("https://" + HOST + "/", Files.readString(Path.of(text)));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new CommandFailure("cannot read the page " + text + ": " + e.getMessage(), e);
    }
  }

  /** The address of a file of the bundle. */
  static String bundleUrl(String path) {
    return "https://"
        + HOST
        + BUNDLE
        + Arrays.stream(path.split("/", -1))
            .map(each -> URLEncoder.encode(each, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
  }

  /** The file of the bundle that this address means; null where it means none. */
  static String bundlePath(URI address) {
    String path = address.getPath();
    boolean own = HOST.equals(address.getHost()) && path != null && path.startsWith(BUNDLE);
    return own ? path.substring(BUNDLE.length()) : null;
  }
}
