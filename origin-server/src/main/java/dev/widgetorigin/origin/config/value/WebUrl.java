package dev.widgetorigin.origin.config.value;

import java.net.URI;
import java.net.URISyntaxException;

/** What texts are URLs that a setting may name. Pure. */
public final class WebUrl {
  private WebUrl() {}

  /** Whether it is an http or https URL with a host and without a user. */
  public static boolean is(String text) {
    return read(text) != null;
  }

  /** The same of a URL that a path can follow: it has neither a query nor a fragment. */
  public static boolean isBase(String text) {
    URI uri = read(text);
    return uri != null && uri.getRawQuery() == null && uri.getRawFragment() == null;
  }

  private static URI read(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return web && uri.getHost() != null && uri.getRawUserInfo() == null ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
