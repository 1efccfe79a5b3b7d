package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.config.value.FileTrouble;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page that both bundles are loaded into: an empty one, a file, or one of the network.
 *
 * @param url where it is
 * @param html what is answered for {@link #url}; null for a page of the network
 * @param host the one that the bundle is loaded from: what is asked of it is answered here
 */
record HostPage(String url, String html, String host) {
  /** Nobody has this host (RFC 6761 §6.4). */
  static final String HOST = "widget-origin.invalid";

  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");

  private static final String BUNDLE = "/widget-origin-bundle/";
  private static final String EMPTY =
      "<!doctype html><html lang=en><meta charset=utf-8><title>empty</title><body>\n";

  /** Only reports; strict, so that its reports say what a strict page would refuse. */
  static final String POLICY = "default-src 'self'; require-trusted-types-for 'script'";

  static HostPage empty() {
    return new HostPage("https://" + HOST + "/", EMPTY, HOST);
  }

  /**
   * A file, or a page of the network where {@code network} allows that.
   *
   * @param host that the bundle is loaded from; null for one that nobody has
   */
  static HostPage of(String text, String host, boolean network) {
    if (host != null && !HOST_NAME.matcher(host).matches()) {
      throw new CommandFailure("--host takes the name of a host, cdn.example.com, not " + host);
    }
    String from = host == null ? HOST : host.toLowerCase(Locale.ROOT);
    if (text.startsWith("http://") || text.startsWith("https://")) {
      if (!network) {
        throw new CommandFailure(
            text + " is in the network: add --network, and the bundles may use it, too");
      }
      return new HostPage(text, null, from);
    }
    try {
      return new HostPage("https://" + HOST + "/", Files.readString(Path.of(text)), from);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot read the page " + text + ": " + FileTrouble.why(Path.of(text), e), e);
    } catch (InvalidPathException e) {
      throw new CommandFailure("cannot read the page " + text + ": " + e.getReason(), e);
    }
  }

  /** Whether somebody made it, so that it may do things by itself. */
  boolean isOwn() {
    return !EMPTY.equals(html);
  }

  /** What all addresses of the bundle's files start with. */
  String bundleBase() {
    return "https://" + host + BUNDLE;
  }

  /** The address of a file of the bundle. */
  String bundleUrl(String path) {
    return bundleBase()
        + Arrays.stream(path.split("/", -1))
            .map(each -> URLEncoder.encode(each, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
  }

  /** The file of the bundle that this address means; null where it means none. */
  String bundlePath(URI address) {
    String path = address.getPath();
    boolean own = host.equals(address.getHost()) && path != null && path.startsWith(BUNDLE);
    return own ? path.substring(BUNDLE.length()) : null;
  }
}
