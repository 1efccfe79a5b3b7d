package dev.widgetorigin.origin.cli.serve;

import dev.widgetorigin.origin.OriginServer;
import dev.widgetorigin.origin.cli.terminal.ErrorReport;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.ShutdownConfig;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.http.listener.SystemdNotifier;
import dev.widgetorigin.origin.observe.logs.LogFolder;
import dev.widgetorigin.origin.observe.logs.Logging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an origin until it is told to stop. */
public final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  /** Beyond delay and drain; a little more than the server gives its parts. */
  private static final Duration GRACE = Duration.ofMillis(4200);

  /** For the last lines of the logs: a disk that hangs must not keep the process. */
  private static final Duration LOGS = Duration.ofMillis(500);

  /** For a start that is nearly done when the signal comes. */
  private static final Duration STARTING = Duration.ofSeconds(1);

  private final Terminal terminal;

  private final SettingsSource settings;

  public Serving(Terminal terminal, SettingsSource settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  /**
   * A plain {@code serve}, as services start it, read without looking through annotations. Null
   * where the arguments are anything else, right or wrong.
   */
  public static Serving plain(Terminal terminal, String... arguments) {
    if (arguments.length % 2 == 0 || !arguments[0].equals("serve")) {
      return null;
    }
    Path file = null;
    Map<String, String> overrides = new LinkedHashMap<>();
    for (int i = 1; i < arguments.length; i += 2) {
      String value = arguments[i + 1];
      int equals = value.indexOf('=');
      if (arguments[i].equals("--config")
          && file == null
          && !value.isEmpty()
          && "-@".indexOf(value.charAt(0)) < 0) {
        file = Path.of(value);
      } else if (arguments[i].equals("--set") && equals > 0 && "-@".indexOf(value.charAt(0)) < 0) {
        overrides.put(value.substring(0, equals), value.substring(equals + 1));
      } else {
        return null;
      }
    }
    return new Serving(terminal, new SettingsSource(terminal, file, overrides));
  }

  /** Returns the exit code; what keeps the origin from starting is told there. */
  public int runOrReport(ErrorReport errors) {
    try {
      return run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (RuntimeException failure) {
      // The top of the program: whatever it is becomes words and an exit code.
      return errors.report(failure);
    }
  }

  /** Returns the exit code. Throws what keeps the origin from starting. */
  public int run() throws InterruptedException {
    OriginConfig config = settings.loadToServe();
    Logging.early(config.logs());
    SystemdNotifier systemd = new SystemdNotifier(terminal.environment().get("NOTIFY_SOCKET"));
    CompletableFuture<OriginServer> running = new CompletableFuture<>();
    // First: a signal that comes while the origin starts must not end it, and waits.
    HangUp.handle(() -> reload(running.join(), config, systemd), () -> System.exit(0));
    CompletableFuture<OriginServer> started = new CompletableFuture<>();
    CountDownLatch stopped = new CountDownLatch(1);
    // Before the ports are open: who sees them may stop the origin at once.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> shutDown(started, config, systemd, stopped), "shutdown"));
    OriginServer server;
    try {
      server = Servers.start(config, terminal, null);
      started.complete(server);
    } finally {
      started.cancel(false);
    }
    terminal.say("%s", server.ready());
    // Only now: files and encoders take a good part of a quick start. Until then warnings go to the
    // standard error stream.
    Logging.start(
        config.logs(), Logging.folder(config), terminal.errIsTerminal(), terminal.clock());
    LOG.info("{}", server.ready());
    server.warnings().forEach(each -> LOG.warn("{}", each));
    String logs = LogFolder.trouble(Logging.folder(config));
    if (logs != null) {
      LOG.warn("{}", logs);
    }
    systemd.ready(server.ready());
    running.complete(server);
    stopped.await();
    return 0;
  }

  /** What cannot be read changes nothing, and never ends the process. */
  private void reload(OriginServer server, OriginConfig config, SystemdNotifier systemd) {
    systemd.reloading();
    try {
      OriginConfig fresh = settings.load();
      String adminToken = Secrets.adminToken(terminal.environment());
      // Only the level: what else has changed needs a restart, as the message says.
      Logging.start(
          config.logs().withLevel(fresh.logs().level()),
          Logging.folder(config),
          terminal.errIsTerminal(),
          terminal.clock());
      server.reload(
          fresh,
          adminToken,
          done -> LOG.info("SIGHUP: {}", done),
          // On the standard error stream, too: who reloads a service looks there.
          attention -> LOG.warn("SIGHUP: {}", attention));
    } catch (ConfigException e) {
      LOG.error("SIGHUP: nothing was reloaded, the settings have mistakes: {}", e.getMessage());
    } catch (RuntimeException e) {
      // Whatever it is: the origin goes on with what it has.
      LOG.error("SIGHUP: not everything was reloaded", e);
    } finally {
      systemd.ready(server.ready());
    }
  }

  /** Stops in order and ends the process; leaves it to end by itself where nothing was started. */
  private static void shutDown(
      CompletableFuture<OriginServer> started,
      OriginConfig config,
      SystemdNotifier systemd,
      CountDownLatch stopped) {
    OriginServer server;
    try {
      server = started.get(STARTING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CancellationException e) {
      return;
    } catch (TimeoutException e) {
      // It waits for its bucket, most often. What it has begun is left as kill -9 would leave it.
      systemd.stopping();
      LOG.info("stopped before it was ready");
      within(LOGS, Logging::stop);
      exit();
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    systemd.stopping();
    ShutdownConfig shutdown = config.shutdown();
    Duration atMost = shutdown.delay().plus(shutdown.drain()).plus(GRACE);
    if (!within(atMost, server::close)) {
      LOG.warn("stopping took longer than {} s; ended without the rest", atMost.toSeconds());
    }
    within(LOGS, Logging::stop);
    stopped.countDown();
    exit();
  }

  /** Without this a JVM that was told to stop exits with 143, as if it had not stopped in order. */
  private static void exit() {
    Runtime.getRuntime().halt(0);
  }

  /** Whether that was done in time; what hangs, as on a sick disk, is left behind. */
  private static boolean within(Duration atMost, Runnable work) {
    Thread thread = new Thread(work, "stop");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(atMost.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
