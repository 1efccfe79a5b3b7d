package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that talks to an origin takes. */
public final class ClientOptions {
  private static final String DEFAULT_SERVER = "http://127.0.0.1:8081";
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The control listener; default: WIDGET_ORIGIN_SERVER, else " + DEFAULT_SERVER + ".")
  private String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "WIDGET_ORIGIN_TOKEN, else admin.token of a store folder here, for a server on this"
              + " machine.")
  private String token;

  @Option(names = "--json", description = "Print the server's answer as JSON.")
  private boolean json;

  public boolean json() {
    return json;
  }

  ApiClient connect(Terminal terminal) {
    String text = firstSet(server, terminal.environment().get("WIDGET_ORIGIN_SERVER"));
    URI base =
        ServerUrl.parse(spec, "--server", DEFAULT_SERVER, text == null ? DEFAULT_SERVER : text);
    String secret = firstSet(token, Secrets.read(terminal.environment(), Secrets.TOKEN));
    if (secret == null && LOOPBACK.contains(base.getHost())) {
      secret = localToken(terminal);
    }
    if (secret != null && secret.chars().anyMatch(c -> c < ' ' || c > '~')) {
      // It cannot be sent, and is not repeated here.
      throw new ParameterException(
          spec.commandLine(),
          "the token that was given has a line break in it, or a character that is not ASCII; no"
              + " token has. Copy it once more: --token, WIDGET_ORIGIN_TOKEN or"
              + " WIDGET_ORIGIN_TOKEN_FILE");
    }
    return new ApiClient(base, secret, ProxyRules.of(terminal.environment()));
  }

  private static String localToken(Terminal terminal) {
    String folder = terminal.environment().getOrDefault("WIDGET_ORIGIN_STORE_PATH", "");
    Path file =
        Path.of(folder.isBlank() ? "widget-origin-data" : folder).resolve(StoreLayout.ADMIN_TOKEN);
    try {
      return Files.isReadable(file) ? Files.readString(file).strip() : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static String firstSet(String option, String variable) {
    if (option != null && !option.isBlank()) {
      return option.strip();
    }
    return variable == null || variable.isBlank() ? null : variable.strip();
  }
}
