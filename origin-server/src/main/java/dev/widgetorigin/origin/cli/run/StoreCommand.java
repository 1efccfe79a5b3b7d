package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.StoreOpening;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A command that works on a store without an origin: a folder of this machine, or a bucket. */
abstract class StoreCommand extends LocalCommand {
  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "The store folder; store.url or store.path of the configuration where none is named.")
  private Path store;

  StoreCommand(Terminal terminal) {
    super(terminal);
  }

  final Path folder() {
    return store != null ? store : settings().store().path();
  }

  /** Null where the store is a folder. */
  final StoreConfig bucket() {
    StoreConfig configured = store != null ? null : settings().store();
    return configured == null || configured.url() == null ? null : configured;
  }

  /** Opens the store beside an origin that may be running. */
  final NodeStore openReadOnly() {
    StoreOptions options = StoreOptions.DEFAULTS.withClock(terminal.clock());
    try {
      StoreConfig bucket = bucket();
      return bucket == null
          ? FolderStores.openReadOnly(folder(), options)
          : StoreOpening.openReadOnly(bucket, options, proxies());
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
}
