package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.serve.Serving;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The options of {@link Serving}. */
@Command(
    name = "serve",
    description = "Run an origin until SIGTERM.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "  widget-origin serve",
      "  widget-origin serve --set delivery.port=0 --set store.path=/tmp/store",
      "  WIDGET_ORIGIN_DELIVERY_PORT=80 widget-origin serve --config /etc/widget-origin.yaml"
    })
public final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final SettingsOptions options = new SettingsOptions();

  public ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    return new Serving(terminal, options.source(terminal)).run();
  }
}
