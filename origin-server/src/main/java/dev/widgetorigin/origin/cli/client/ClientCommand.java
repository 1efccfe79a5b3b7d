package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A command that asks an origin for something and shows the answer. */
public abstract class ClientCommand implements Callable<Integer> {
  protected final Terminal terminal;

  @Spec protected CommandSpec spec;
  @Mixin protected ClientOptions client;

  @SuppressWarnings("UnusedVariable") // that it exists is enough
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  protected ClientCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Asks. */
  protected abstract JsonNode ask(ApiClient api);

  /** Tells a person. */
  protected abstract void show(JsonNode answer);

  @Override
  public final Integer call() {
    return run(client.connect(terminal));
  }

  /** Asks, and shows the answer; returns what the command ends with. */
  int run(ApiClient api) {
    JsonNode answer = ask(api);
    if (client.json()) {
      terminal.json(answer);
    } else {
      show(answer);
    }
    return exitCode(answer);
  }

  /** What the command ends with once the answer is shown. */
  protected int exitCode(JsonNode answer) {
    return 0;
  }

  public static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  protected ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
