package dev.widgetorigin.origin.cli;

import dev.widgetorigin.store.Damage;
import dev.widgetorigin.store.FileStore;
import dev.widgetorigin.store.Scrubber;
import dev.widgetorigin.store.StoreException;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Hashes everything again. */
@Command(
    name = "verify",
    description = "Read a store and hash all of it again; name each damaged file.",
    footer = {"", "Works beside a running origin. Exit code 1 where something is damaged."})
final class VerifyCommand extends StoreCommand {
  VerifyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Scrubber.Report report;
    try (FileStore store = openReadOnly();
        Bar bar = bar()) {
      report = Scrubber.scrub(store, bar);
    } catch (StoreException e) {
      throw refused(e);
    }
    if (json) {
      terminal.json(describe(report));
    } else {
      report.damages().forEach(damage -> terminal.say("damaged: %s", damage));
      terminal.say(
          "%s: %d blobs (%s), %d manifests, %d changes",
          report.intact() ? "intact" : report.damages().size() + " damaged",
          report.blobs(),
          Sizes.text(report.bytes()),
          report.manifests(),
          report.batches());
      if (!report.intact()) {
        terminal.say(
            "Get the bytes back from a backup ('widget-origin restore'), or name other origins in"
                + " assets.peers and ask for the files once.");
      }
    }
    return report.intact() ? 0 : 1;
  }

  private static ObjectNode describe(Scrubber.Report report) {
    ObjectNode result =
        object()
            .put("intact", report.intact())
            .put("blobs", report.blobs())
            .put("bytes", report.bytes())
            .put("manifests", report.manifests())
            .put("changes", report.batches());
    ArrayNode damages = result.putArray("damages");
    for (Damage damage : report.damages()) {
      ObjectNode one =
          damages.addObject().put("object", damage.object()).put("problem", damage.problem());
      ArrayNode affects = one.putArray("affects");
      damage.affects().forEach(affects::add);
    }
    return result;
  }
}
