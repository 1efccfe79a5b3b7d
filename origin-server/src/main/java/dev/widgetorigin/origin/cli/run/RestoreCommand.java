package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.upkeep.Backup;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a store of a backup. */
@Command(
    name = "restore",
    description = "Restore a backup into an empty folder and verify all hashes.")
public final class RestoreCommand extends StoreCommand {
  @Parameters(paramLabel = "BACKUP", description = "The folder that 'backup' made.")
  private Path backup;

  public RestoreCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Path folder = folderOnly("restore");
    try (Bar bar = bar()) {
      BackupCommand.show(
          terminal, json, "restored and verified", Backup.restore(backup, folder, bar));
      if (!json) {
        terminal.say(
            "usable tokens are not in a backup: all were revoked in %s, and the next start makes a"
                + " new administrator's token",
            folder);
      }
    } catch (StoreException e) {
      throw new CommandFailure(
          "restoring " + backup + " into " + folder + " failed: " + e.getMessage(), e);
    }
    return 0;
  }
}
