package dev.widgetorigin.origin.cli.serve;

import dev.widgetorigin.origin.OriginServer;
import dev.widgetorigin.origin.World;
import dev.widgetorigin.origin.cli.client.ProxyRules;
import dev.widgetorigin.origin.cli.terminal.Build;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

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
          new World(
              Secrets.adminToken(terminal.environment()),
              Build.version(),
              terminal.clock(),
              new SecureRandom(),
              home,
              variable -> Secrets.read(terminal.environment(), variable),
              url -> ProxyRules.of(terminal.environment()).ofBucket(url),
              System::nanoTime,
              () -> ThreadLocalRandom.current().nextInt()));
    } catch (IllegalStateException e) {
      String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new CommandFailure(e.getMessage() + why, e);
    } catch (StoreException e) {
      throw withRemedy(e);
    } catch (OutOfMemoryError e) {
      throw new CommandFailure(
          "the JVM has too little memory to start ("
              + e.getMessage()
              + "); give it more, e.g. WIDGET_ORIGIN_JAVA_OPTS=-Xmx512m",
          e);
    } catch (LinkageError e) {
      throw new CommandFailure(
          "a library of this program cannot be used: "
              + e
              + "; 'widget-origin doctor' looks at what is missing",
          e);
    }
  }

  private static StoreException withRemedy(StoreException e) {
    boolean damage = e.code() == Code.CORRUPT || e.code() == Code.MISSING;
    return damage && !e.getMessage().contains("widget-origin verify")
        ? new StoreException(
            e.code(),
            e.getMessage()
                + ". 'widget-origin verify' names all that is damaged, and says what helps",
            e)
        : e;
  }
}
