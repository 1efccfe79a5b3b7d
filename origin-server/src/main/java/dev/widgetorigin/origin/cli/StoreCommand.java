package dev.widgetorigin.origin.cli;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.folder.FileStore;
import dev.widgetorigin.store.upkeep.Progress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A command that works on a store folder of this machine, without an origin. */
abstract class StoreCommand implements Callable<Integer> {
  final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // that it exists is enough
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "The store folder; store.path of the configuration where none is named.")
  private Path store;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "WIDGET_ORIGIN_CONFIG, else widget-origin.yaml where it exists.")
  private Path config;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  StoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  final OriginConfig settings() {
    return Settings.load(terminal, config, Map.of());
  }

  final Path folder() {
    return store != null ? store : settings().store().path();
  }

  /** Opens the store beside an origin that may be running. */
  final FileStore openReadOnly() {
    try {
      return FileStore.openReadOnly(folder(), StoreOptions.DEFAULTS.withClock(terminal.clock()));
    } catch (StoreException e) {
      throw refused(e);
    }
  }

  final CommandFailure refused(StoreException e) {
    String advice = e.code() == StoreException.Code.MISSING ? "; name it with --store" : "";
    return new CommandFailure(folder() + ": " + e.getMessage() + advice, e);
  }

  static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  /** A bar on a terminal, nothing elsewhere: only the result is of use to a log. */
  final Bar bar() {
    return new Bar(terminal.errIsTerminal() && !json);
  }

  /** Shows one piece of work after the other. */
  static final class Bar implements Progress, AutoCloseable {
    private final boolean shown;
    private String what = "";
    private ProgressBar bar;

    Bar(boolean shown) {
      this.shown = shown;
    }

    @Override
    public void at(String now, long done, long total) {
      if (!shown) {
        return;
      }
      if (!now.equals(what)) {
        close();
        what = now;
        bar =
            new ProgressBarBuilder()
                .setTaskName(now)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .build();
      }
      bar.maxHint(total).stepTo(done);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }
}
