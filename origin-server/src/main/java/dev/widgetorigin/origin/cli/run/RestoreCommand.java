package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.StoreOpening;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.upkeep.Backup;
import dev.widgetorigin.store.upkeep.CopyTarget;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a store of a backup. */
@Command(
    name = "restore",
    description = "Restore a backup into an empty folder or bucket and verify all hashes.")
public final class RestoreCommand extends StoreCommand {
  @Parameters(paramLabel = "BACKUP", description = "The folder that 'backup' made.")
  private Path backup;

  public RestoreCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    mustBeBackup();
    StoreConfig bucket = bucket();
    String place = bucket == null ? folder().toString() : bucket.url();
    try (CopyTarget target =
            bucket == null
                ? CopyTarget.emptyFolder(folder())
                : CopyTarget.bucket(StoreOpening.bucket(bucket, proxies()));
        Bar bar = bar()) {
      BackupCommand.show(
          terminal, json, "restored and verified", Backup.restore(backup, target, bar));
      if (!json) {
        terminal.say(
            "usable tokens are not in a backup: all were revoked in %s, and the next start makes a"
                + " new administrator's token",
            place);
      }
    } catch (StoreException e) {
      throw failed(place, e.getMessage(), e);
    } catch (IOException e) {
      throw failed(place, FileTrouble.why(null, e), e);
    }
    return 0;
  }

  private CommandFailure failed(String place, String why, Exception cause) {
    return new CommandFailure("restoring " + backup + " into " + place + " failed: " + why, cause);
  }

  /** Before the target is made, which would not be empty any more when this is tried again. */
  private void mustBeBackup() {
    try {
      FolderStores.openReadOnly(backup, StoreOptions.DEFAULTS).close();
    } catch (StoreException e) {
      throw new CommandFailure(
          "nothing was restored. Of the backup " + backup + ": " + e.getMessage(), e);
    }
  }
}
