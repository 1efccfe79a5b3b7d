package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.StoreOpening;
import dev.widgetorigin.origin.cli.client.Sizes;
import dev.widgetorigin.origin.cli.terminal.DurationConverter;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.GarbageCollector;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes what nothing names. */
@Command(
    name = "gc",
    description = "List files that no version uses; --delete removes them.",
    footer = {
      "",
      "Without --delete nothing changes, and an origin may be running. With it, stop the origin of",
      "a folder first; the nodes of a bucket go on. Published versions are never deleted."
    })
public final class GcCommand extends StoreCommand {
  @Option(names = "--delete", description = "Delete these files.")
  private boolean delete;

  @Option(names = "--dry-run", description = "Only say what would be deleted; the default.")
  private boolean dryRun;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Keep files that are younger, e.g. 12h or 7d (default: 1d).")
  private Duration grace = Duration.ofDays(1);

  public GcCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    boolean change = delete && !dryRun;
    GarbageCollector.Report report;
    try {
      report = collect(change);
    } catch (StoreException e) {
      throw refused(e);
    }
    if (json) {
      terminal.json(describe(report));
      return 0;
    }
    report.objects().forEach(key -> terminal.say("%s", key));
    terminal.say(
        "%s %d blobs, %d manifests, %d staged files: %s",
        report.dryRun() ? "would delete" : "deleted",
        report.blobs(),
        report.manifests(),
        report.stagingFiles(),
        Sizes.text(report.bytes()));
    if (report.dryRun() && !report.objects().isEmpty()) {
      terminal.say("nothing was deleted; 'widget-origin gc --delete' does it");
    }
    return 0;
  }

  private GarbageCollector.Report collect(boolean change) {
    StoreOptions options = StoreOptions.DEFAULTS.withClock(terminal.clock());
    StoreConfig bucket = bucket();
    if (change && bucket != null) {
      return GarbageCollector.collect(StoreOpening.bucket(bucket, proxies()), options, grace);
    }
    try (NodeStore store = change ? FolderStores.open(folder(), options) : openReadOnly()) {
      return GarbageCollector.collect(store, !change, grace);
    }
  }

  private static ObjectNode describe(GarbageCollector.Report report) {
    ObjectNode result =
        object()
            .put("dryRun", report.dryRun())
            .put("blobs", report.blobs())
            .put("manifests", report.manifests())
            .put("stagedFiles", report.stagingFiles())
            .put("bytes", report.bytes());
    ArrayNode objects = result.putArray("objects");
    report.objects().forEach(objects::add);
    return result;
  }
}
