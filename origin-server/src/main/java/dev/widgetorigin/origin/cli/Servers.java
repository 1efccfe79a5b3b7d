package dev.widgetorigin.origin.cli;

import dev.widgetorigin.origin.OriginServer;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.origin.web.Handler;
import java.security.SecureRandom;

/** Starts origins inside this process. */
final class Servers {
  private Servers() {}

  /**
   * @param home what the delivery listener answers at {@code /}, or null
   */
  static OriginServer start(OriginConfig config, Terminal terminal, Handler home) {
    try {
      return OriginServer.start(
          config,
          new OriginServer.World(
              Secrets.adminToken(terminal.environment()),
              Build.version(),
              terminal.clock(),
              new SecureRandom(),
              home));
    } catch (IllegalStateException e) {
      String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new CommandFailure(e.getMessage() + why, e);
    }
  }
}
