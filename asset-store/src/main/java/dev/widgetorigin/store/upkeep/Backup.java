package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.catalog.LogCatalog;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.node.StoreFormat;
import dev.widgetorigin.store.node.StoreParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Copies of a store that are stores themselves: a backup can be verified, opened and served.
 *
 * <p>A copy is whole at every moment, also of a backup that is interrupted, see {@link StoreCopy}.
 */
public final class Backup {
  /**
   * What was copied.
   *
   * @param sequence the copy holds the log up to here
   * @param blobs copied now, not counting those that were there
   * @param problems what could not be copied because it is missing or damaged
   */
  public record Report(
      long sequence, long blobs, long bytes, long manifests, List<String> problems) {}

  private static final String RESTORE = "restore";

  private Backup() {}

  /**
   * Brings the copy in {@code folder} up to date, making it where there is none. {@code source} may
   * be the store being served, or one opened read-only beside its server. Throws StoreException
   * CONFLICT where the folder is a copy of another store, LOCKED where someone has it open.
   */
  public static Report backup(NodeStore source, Path folder, UpkeepEvents progress) {
    try (CopyTarget target = CopyTarget.folder(folder)) {
      StoreCopy backup = new StoreCopy(source, target, progress);
      StoreFormat.check(target.objects());
      StoreFormat.write(target.objects());
      return backup.make();
    } catch (IOException e) {
      throw IoFailures.unavailable("be backed up", e);
    }
  }

  /**
   * Makes {@code target} a copy of the store, or goes on with one that was begun, and hashes all of
   * it again. It counts as a store only after that, and not where something could not be copied:
   * see the report. Throws StoreException CONFLICT where the target holds another store, CORRUPT
   * where the copy is damaged.
   */
  public static Report copy(NodeStore source, CopyTarget target, UpkeepEvents progress) {
    try {
      StoreCopy copy = new StoreCopy(source, target, progress);
      if (target.objects().stat(StoreLayout.FORMAT).isPresent()) {
        StoreFormat.check(target.objects());
      }
      Report report = copy.make();
      if (report.problems().isEmpty()) {
        refuseDamage("the copy", target, progress);
        StoreFormat.write(target.objects());
      }
      return report;
    } catch (IOException e) {
      throw IoFailures.unavailable("be copied", e);
    }
  }

  private static void refuseDamage(String what, CopyTarget target, UpkeepEvents progress)
      throws IOException {
    try (NodeStore made = target.open()) {
      refuse(what, Scrubber.scrub(made, progress).damages());
    }
  }

  /**
   * Makes a store of a backup in a place that is empty, then hashes all of it again. It counts as a
   * store only after that. Throws StoreException CORRUPT where the backup is damaged, with the
   * damage listed; MISSING where it is no backup; CONFLICT where the place is not empty. All tokens
   * are revoked in it.
   */
  public static Report restore(Path backup, CopyTarget target, UpkeepEvents progress) {
    try (NodeStore source = FolderStores.openReadOnly(backup, StoreOptions.DEFAULTS)) {
      if (!target.isEmpty()) {
        throw CopyTarget.notEmpty();
      }
      Report report = new StoreCopy(source, target, progress).make();
      refuse("the backup", report.problems());
      refuseDamage("the backup", target, progress);
      revokeTokens(target);
      StoreFormat.write(target.objects());
      return report;
    } catch (IOException e) {
      throw IoFailures.unavailable("be restored", e);
    }
  }

  /** Some may have been revoked after the backup, and must not come back. */
  private static void revokeTokens(CopyTarget target) throws IOException {
    StoreOptions options = target.options();
    LogCatalog catalog =
        StoreParts.open(target.objects(), options.withNode(RESTORE, options.ids())).catalog();
    Optional<ChangeBatch> unused =
        catalog.commit(
            RESTORE,
            "tokens of a backup may have been revoked since",
            state ->
                state.tokens().values().stream()
                    .<Change>map(token -> new Change.TokenRevoked(token.id(), token.name()))
                    .toList());
    catalog.close();
  }

  private static void refuse(String what, List<?> problems) {
    if (!problems.isEmpty()) {
      StringBuilder message = new StringBuilder(what + " is damaged:");
      problems.stream().limit(20).forEach(problem -> message.append("\n  ").append(problem));
      if (problems.size() > 20) {
        message.append("\n  and ").append(problems.size() - 20).append(" more");
      }
      throw new StoreException(Code.CORRUPT, message.toString());
    }
  }
}
