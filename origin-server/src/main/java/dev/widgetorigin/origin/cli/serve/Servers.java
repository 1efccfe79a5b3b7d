package dev.widgetorigin.origin.cli.serve;

import dev.widgetorigin.origin.OriginServer;
import dev.widgetorigin.origin.cli.terminal.Build;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.origin.web.Handler;
import java.security.SecureRandom;

/** Starts origins inside this process. */
public final class Servers {
  private Servers() {}

  /**
   * @param home what the delivery listener answers at {@code /}, or null
   */
  public static OriginServer start(OriginConfig config, Terminal terminal, Handler home) {
    try {
      return OriginServer.start(
          config,
          new OriginServer.World(
              Secrets.adminToken(terminal.environment()),
              Build.version(),
              terminal.clock(),
              new SecureRandom(),
              home,
              variable -> Secrets.read(terminal.environment(), variable),
              System::nanoTime));
    } catch (IllegalStateException e) {
      String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new CommandFailure(e.getMessage() + why, e);
    }
  }
}
