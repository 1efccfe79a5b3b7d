package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.StoreOpening;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.Backup;
import dev.widgetorigin.store.upkeep.CopyTarget;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves a store between a folder and a bucket. */
@Command(
    name = "copy",
    description = "Copy a store between a folder and a bucket, and verify all hashes of the copy.",
    footer = {
      "",
      "  widget-origin copy ./widget-origin-data s3://my-bucket/widgets",
      "  widget-origin copy s3://my-bucket/widgets ./copy",
      "",
      "FROM may be served meanwhile; TO must not be written to. Run it again to go on after an",
      "interruption, or to copy what is new. TO counts as a store only when all of it was verified.",
      "Tokens are copied; the audit log, which each node has of its own, is not."
    })
public final class CopyCommand extends LocalCommand {
  private static final String BUCKET = "s3://";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FROM", description = "A folder, or s3://bucket/prefix.")
  private String from;

  @Parameters(index = "1", paramLabel = "TO", description = "Likewise.")
  private String to;

  public CopyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    if (from.equals(to)) {
      throw new ParameterException(spec.commandLine(), "expected two places, found one twice");
    }
    Backup.Report report;
    try (NodeStore source = source();
        CopyTarget target = target();
        Bar bar = bar()) {
      report = Backup.copy(source, target, bar);
    } catch (StoreException e) {
      throw new CommandFailure("copying " + from + " to " + to + " failed: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(to + " cannot be written to: " + FileTrouble.why(Path.of(to), e), e);
    }
    BackupCommand.show(
        terminal, json, report.problems().isEmpty() ? "copied and verified" : "copied", report);
    return report.problems().isEmpty() ? 0 : 1;
  }

  private NodeStore source() {
    StoreOptions options = StoreOptions.DEFAULTS.withClock(terminal.clock());
    try {
      return from.startsWith(BUCKET)
          ? StoreOpening.openReadOnly(at(from), options, proxies())
          : FolderStores.openReadOnly(Path.of(from), options);
    } catch (StoreException e) {
      throw new CommandFailure("nothing was copied. Of " + from + ": " + e.getMessage(), e);
    }
  }

  private CopyTarget target() throws IOException {
    return to.startsWith(BUCKET)
        ? CopyTarget.bucket(StoreOpening.bucket(at(to), proxies()))
        : CopyTarget.folder(Path.of(to));
  }

  private StoreConfig at(String url) {
    return settings().store().withUrl(url);
  }
}
