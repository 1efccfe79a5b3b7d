package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.client.Sizes;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.Backup;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Copies a store while it is served. */
@Command(
    name = "backup",
    description = "Copy a store, even while it is served; repeated, it copies only what is new.",
    footer = {
      "",
      "The copy is a store itself: 'verify --store DIR' checks it. The audit log is not in it, and a",
      "restore revokes all tokens; see docs/operations.md."
    })
public final class BackupCommand extends StoreCommand {
  @Parameters(paramLabel = "DIR", description = "The folder of the copy.")
  private Path target;

  public BackupCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Backup.Report report;
    try (NodeStore store = openReadOnly();
        Bar bar = bar()) {
      report = Backup.backup(store, target, bar);
    } catch (StoreException e) {
      throw new CommandFailure("the backup to " + target + " failed: " + e.getMessage(), e);
    }
    show(terminal, json, "backed up", report);
    return report.problems().isEmpty() ? 0 : 1;
  }

  static void show(Terminal terminal, boolean json, String done, Backup.Report report) {
    if (json) {
      ObjectNode result =
          object()
              .put("sequence", report.sequence())
              .put("blobs", report.blobs())
              .put("bytes", report.bytes())
              .put("manifests", report.manifests());
      ArrayNode problems = result.putArray("problems");
      report.problems().forEach(problems::add);
      terminal.json(result);
      return;
    }
    report.problems().forEach(problem -> terminal.say("not copied: %s", problem));
    terminal.say(
        "%s as of change %d: %d blobs (%s) and %d manifests were new",
        done, report.sequence(), report.blobs(), Sizes.text(report.bytes()), report.manifests());
  }
}
