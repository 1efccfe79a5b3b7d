package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.StoreOpening;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.folder.FileStore;
import dev.widgetorigin.store.upkeep.UpkeepEvents;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A command that works on a store without an origin: a folder of this machine, or a bucket. */
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
      description =
          "The store folder; store.url or store.path of the configuration where none is named.")
  private Path store;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Default: WIDGET_ORIGIN_CONFIG, else widget-origin.yaml if it exists.")
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

  /** Null where the store is a folder. */
  final StoreConfig bucket() {
    StoreConfig configured = store != null ? null : settings().store();
    return configured == null || configured.url() == null ? null : configured;
  }

  /** For what works on a folder only. */
  final Path folderOnly(String what) {
    if (bucket() != null) {
      throw new CommandFailure(
          bucket().url() + ": " + what + " works on a folder only; name one with --store");
    }
    return folder();
  }

  /** Opens the store beside an origin that may be running. */
  final FileStore openReadOnly() {
    StoreOptions options = StoreOptions.DEFAULTS.withClock(terminal.clock());
    try {
      StoreConfig bucket = bucket();
      return bucket == null
          ? FileStore.openReadOnly(folder(), options)
          : StoreOpening.openReadOnly(bucket, options);
    } catch (StoreException e) {
      throw refused(e);
    }
  }

  final CommandFailure refused(StoreException e) {
    String advice = e.code() == StoreException.Code.MISSING ? "; name it with --store" : "";
    StoreConfig bucket = bucket();
    String where = bucket == null ? folder().toString() : bucket.url();
    return new CommandFailure(where + ": " + e.getMessage() + advice, e);
  }

  static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  /** A bar on a terminal, nothing elsewhere: only the result is of use to a log. */
  final Bar bar() {
    return new Bar(terminal.errIsTerminal() && !json);
  }

  /** Shows one piece of work after the other. */
  static final class Bar implements UpkeepEvents, AutoCloseable {
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
