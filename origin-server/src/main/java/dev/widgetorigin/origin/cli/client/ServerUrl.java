package dev.widgetorigin.origin.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads the URL of a server that an option names. A refusal never repeats a password. */
public final class ServerUrl {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private static final int LAST_PORT = 65_535;

  /** What some networks call a host by, such as {@code my_host}, and no URL may. */
  private static final Pattern ODD_NAME = Pattern.compile("[^a-zA-Z0-9.:-]");

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
    String host = null;
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (uri.getHost() != null
          && SCHEMES.contains(uri.getScheme())
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        if (uri.getPort() <= LAST_PORT) {
          return uri;
        }
        throw new ParameterException(
            spec.commandLine(),
            option + ": expected a port up to " + LAST_PORT + ", found '" + shown(text) + "'");
      }
      host = uri.getHost() == null ? uri.getRawAuthority() : null;
    } catch (URISyntaxException notEvenThat) {
      // refused below, like other addresses that are none
    }
    String names =
        host == null || !ODD_NAME.matcher(host).find()
            ? ""
            : ". The name of a host has letters, digits, hyphens and dots only: name it by another"
                + " name, or by its IP address";
    throw new ParameterException(
        spec.commandLine(),
        option + ": expected a URL such as " + example + ", found '" + shown(text) + "'" + names);
  }

  /** Without a query: people put tokens there too. */
  private static String shown(String text) {
    int end = text.indexOf('?');
    return end < 0 ? text : text.substring(0, end) + "?…";
  }
}
