package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.value.FileTrouble;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Sends an access log of an edge to an origin, which counts what was downloaded. */
@Command(
    name = "import",
    description = "Count the downloads of an edge's access log; the same log counts once.",
    footer = {
      "",
      "  widget-origin stats import access.log.1 --format nginx",
      "  widget-origin stats import E2EXAMPLE.2026-11-29-12.gz --format cloudfront"
    })
final class StatsImport extends ClientCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "A log that is no longer written to, plain or gzip.")
  private Path file;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "nginx|varnish|cloudfront|fastly",
      description = "Whose log it is: JSON lines, or the usual text.")
  private String format;

  StatsImport(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    if (Files.isDirectory(file)) {
      throw new CommandFailure(file + " is a folder; name the file of the log");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Its length would be told as 0, and nothing be sent.
      throw new CommandFailure(
          file + " is a pipe or a device; write the log into a file, which may be packed by gzip");
    }
    try {
      // Opened here too: what the client of the JDK says of a file it cannot read repeats its name.
      Files.newByteChannel(file).close();
      return api.send(
          "POST",
          "/stats/imports?format=" + ApiClient.segment(format),
          BodyPublishers.ofFile(file),
          "application/octet-stream");
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + file + ": " + FileTrouble.why(file, e), e);
    }
  }

  @Override
  protected void show(JsonNode answer) {
    if (!answer.path("changed").asBoolean(false)) {
      terminal.say(
          "nothing new: the log was imported before, or has no downloads of these 90 days");
    }
    JsonNode skipped = answer.path("skipped");
    terminal.say(
        "%s of %s lines are downloads; of the others %s are malformed, %s no download, %s of no"
            + " widget or version of this origin, %s of other days",
        Mutations.text(answer, "counted"),
        Mutations.text(answer, "lines"),
        Mutations.text(skipped, "malformed"),
        Mutations.text(skipped, "noDownload"),
        Mutations.text(skipped, "noWidget"),
        Mutations.text(skipped, "otherDays"));
  }
}
