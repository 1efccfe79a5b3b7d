package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.StoreOpening;
import dev.widgetorigin.origin.cli.client.ProxyRules;
import dev.widgetorigin.origin.cli.client.ServerUrl;
import dev.widgetorigin.origin.cli.client.Sizes;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.Repair;
import dev.widgetorigin.store.upkeep.RepairSource;
import dev.widgetorigin.store.upkeep.Scrubber;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Hashes everything again, and puts back what was lost where it is told from where. */
@Command(
    name = "verify",
    description = "Verify all hashes of a store; list each damaged file.",
    footer = {
      "",
      "Works while origins run, also with --repair-from: the digest of each object is checked",
      "before it is used. Exit code 1 where something is damaged."
    })
public final class VerifyCommand extends StoreCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--repair-from",
      paramLabel = "BACKUP|URL",
      description =
          "Put back what is damaged: from a backup's folder, or from another origin that has these"
              + " bundles, by the URL of its delivery listener (https://origin2.example.com); that"
              + " one must have assets.peers set.")
  private String from;

  public VerifyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    List<String> repaired = List.of();
    Scrubber.Report report;
    try (Bar bar = bar()) {
      if (from == null) {
        try (NodeStore store = openReadOnly()) {
          report = Scrubber.scrub(store, bar);
        }
      } else {
        try (RepairSource source = source()) {
          StoreConfig bucket = bucket();
          Repair.Report done =
              bucket == null
                  ? Repair.repair(folder(), source, bar)
                  : Repair.repair(StoreOpening.bucket(bucket, proxies()), source, bar);
          repaired = done.repaired();
          report = done.left();
        }
      }
    } catch (StoreException e) {
      throw refused(e);
    }
    if (json) {
      terminal.json(describe(report, repaired));
    } else {
      show(report, repaired);
    }
    return report.intact() ? 0 : 1;
  }

  private RepairSource source() {
    return from.startsWith("http://") || from.startsWith("https://")
        ? new PeerRepairSource(
            ServerUrl.parse(spec, "--repair-from", "https://origin2.example.com", from),
            ProxyRules.of(terminal.environment()))
        : RepairSource.backup(Path.of(from));
  }

  private void show(Scrubber.Report report, List<String> repaired) {
    repaired.forEach(object -> terminal.say("repaired: %s", object));
    report.damages().forEach(damage -> terminal.say("damaged: %s", damage));
    terminal.say(
        "%s: %d blobs (%s), %d manifests, %d changes",
        report.intact() ? "intact" : report.damages().size() + " damaged",
        report.blobs(),
        Sizes.text(report.bytes()),
        report.manifests(),
        report.batches());
    report.damages().stream()
        .map(Damage::kind)
        .distinct()
        .forEach(
            kind -> terminal.say("%s: %s.", kind.name().toLowerCase(Locale.ROOT), kind.remedy()));
  }

  private static ObjectNode describe(Scrubber.Report report, List<String> repaired) {
    ObjectNode result =
        object()
            .put("intact", report.intact())
            .put("blobs", report.blobs())
            .put("bytes", report.bytes())
            .put("manifests", report.manifests())
            .put("changes", report.batches());
    ArrayNode mended = result.putArray("repaired");
    repaired.forEach(mended::add);
    ArrayNode damages = result.putArray("damages");
    for (Damage damage : report.damages()) {
      ObjectNode one =
          damages
              .addObject()
              .put("object", damage.object())
              .put("key", damage.key())
              .put("problem", damage.problem())
              .put("remedy", damage.kind().remedy());
      ArrayNode affects = one.putArray("affects");
      damage.affects().forEach(affects::add);
    }
    return result;
  }
}
