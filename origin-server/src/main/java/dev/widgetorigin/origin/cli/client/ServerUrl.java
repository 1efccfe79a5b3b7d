package dev.widgetorigin.origin.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads the URL of a server that an option names. A refusal never repeats a password. */
public final class ServerUrl {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private ServerUrl() {}

  /**
   * @param option that has it, e.g. {@code --server}
   * @param example of a good one
   * @return without a slash at the end
   * @throws ParameterException where it is no http or https URL, or has a user, a query or a
   *     fragment
   */
  public static URI parse(CommandSpec spec, String option, String example, String text) {
    if (text.indexOf('@') >= 0) {
      // Named in no part: what stands before the @ is a password.
      throw new ParameterException(
          spec.commandLine(),
          option
              + ": expected a URL such as "
              + example
              + " without a user name and a password before an @");
    }
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (uri.getHost() != null
          && SCHEMES.contains(uri.getScheme())
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException notEvenThat) {
      // refused below, like other addresses that are none
    }
    throw new ParameterException(
        spec.commandLine(),
        option + ": expected a URL such as " + example + ", found '" + shown(text) + "'");
  }

  /** Without a query: people put tokens there too. */
  private static String shown(String text) {
    int end = text.indexOf('?');
    return end < 0 ? text : text.substring(0, end) + "?…";
  }
}
