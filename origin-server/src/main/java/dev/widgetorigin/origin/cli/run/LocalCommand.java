package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.client.ProxyRules;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.store.object.s3.BucketProxy;
import dev.widgetorigin.store.upkeep.UpkeepEvents;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A command that works without an origin, with the settings of one. */
abstract class LocalCommand implements Callable<Integer> {
  final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // that it exists is enough
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Mixin private SettingsOptions options;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  LocalCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  final OriginConfig settings() {
    return options.source(terminal).load();
  }

  /** Through which proxies buckets are asked. */
  final Function<URI, BucketProxy> proxies() {
    return ProxyRules.of(terminal.environment())::ofBucket;
  }

  final SettingsOptions options() {
    return options;
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
