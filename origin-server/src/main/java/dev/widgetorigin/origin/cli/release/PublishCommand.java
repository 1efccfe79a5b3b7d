package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.TimeoutOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Publishes a folder or an archive as a version. */
@Command(
    name = "publish",
    description = "Publish a folder or an archive as a version.",
    footer = {
      "",
      "  widget-origin publish dist --widget chat --version 1.2.3",
      "  widget-origin publish chat-1.2.3.tgz --dry-run      name and version of its package.json",
      "  widget-origin publish dist --state staged           its exact URL only, until released",
      "  widget-origin publish dist --channel next           next only, until promoted",
      "  widget-origin publish dist --unpin                  the fix after a rollback",
      "  widget-origin publish dist --fast                   its exact URL at once, aliases when",
      "                                                      it is compressed as well as can be",
      "  widget-origin publish dist --key chat.pem           signed, see docs/integrity.md"
    })
public final class PublishCommand extends ClientCommand {
  @Parameters(
      paramLabel = "DIR_OR_ARCHIVE",
      description = "A folder, or a .tgz, .tar or .zip file.")
  private Path path;

  @Option(
      names = "--widget",
      paramLabel = "NAME",
      description = "Default: the name in package.json.")
  private String widget;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Default: the version in package.json.")
  private String version;

  @Option(names = "--state", paramLabel = "STATE", description = "released (default) or staged.")
  private String state;

  @Option(
      names = "--channel",
      paramLabel = "CHANNEL",
      description = "Publish to this channel only; latest and ranges wait for 'promote'.")
  private String channel;

  @Option(
      names = "--unpin",
      description = "Lift the pins of rollbacks that would hold the version back.")
  private boolean unpin;

  @Option(
      names = "--fast",
      description =
          "Serve the exact URL at once, with quick compression; aliases move when the best is made.")
  private boolean fast;

  // Not the --wait of WaitOptions, which is for edges: only the origin has to be done here.
  @Option(
      names = "--wait",
      description = "With --fast: return when the best compression is in place.")
  private boolean wait;

  @Mixin private TimeoutOption timeout;

  @Option(
      names = "--dry-run",
      description = "Check everything and say what would happen; change nothing.")
  private boolean dryRun;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Sign a folder's files with this private key (PEM); repeatable.")
  private List<Path> keys = List.of();

  private String subject;

  public PublishCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    if (state != null && !List.of("staged", "released").contains(state)) {
      throw usage("--state: expected staged or released, found " + state);
    }
    if (wait && !fast) {
      throw usage("--wait belongs to --fast: without it a publish returns when all is done");
    }
    if (!keys.isEmpty() && !Files.isDirectory(path)) {
      throw usage("--key signs a folder; sign it before it is packed: 'widget-origin sign DIR'");
    }
    try (Bundle bundle = Bundle.of(path, keys)) {
      String name = WidgetArguments.widget(this, given(widget, bundle::name, bundle, "--widget"));
      String number =
          WidgetArguments.version(this, given(version, bundle::version, bundle, "--version"));
      subject = name + " " + number;
      if (!client.json()) {
        bundle.leftOut().forEach(left -> terminal.warn("left out: " + left));
      }
      try (UploadProgress progress =
          new UploadProgress(terminal, bundle.archive(), client.json())) {
        String target = ApiClient.version(name, number);
        JsonNode answer = api.send("PUT", target + query(), progress.body(), bundle.contentType());
        return wait ? new CompletionWait(api, target).await(answer, timeout.most()) : answer;
      }
    }
  }

  private String given(String option, Supplier<String> packageJson, Bundle bundle, String name) {
    if (option != null) {
      return option;
    }
    String fromPackageJson = packageJson.get();
    if (fromPackageJson == null && bundle.flaw() != null) {
      throw usage("say " + name + ", or mend the bundle's package.json: " + bundle.flaw());
    }
    if (fromPackageJson == null) {
      throw usage(
          "say "
              + name
              + ": expected it there or in the bundle's package.json, found it in neither");
    }
    return fromPackageJson;
  }

  private String query() {
    List<String> parts = new ArrayList<>();
    if (state != null) {
      parts.add("state=" + state);
    }
    if (channel != null) {
      parts.add("channel=" + ApiClient.segment(channel));
    }
    if (unpin) {
      parts.add("unpin=true");
    }
    if (fast) {
      parts.add("fast=true");
    }
    if (dryRun) {
      parts.add("dry-run=true");
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  @Override
  protected void show(JsonNode answer) {
    String now = Mutations.text(answer, "state");
    String what = !now.isEmpty() ? now : state == null ? "released" : state;
    PublishReport.show(
        terminal, subject, channel == null ? what : what + " to " + channel, dryRun, answer);
  }

  /** A pipeline that waits in vain must not read of success in the exit code. */
  @Override
  protected int exitCode(JsonNode answer) {
    return wait && answer.path("quick").asBoolean(false) ? 1 : 0;
  }
}
