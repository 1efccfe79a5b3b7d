package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.audit.AuditChain;
import dev.widgetorigin.origin.audit.AuditReader;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.CommandGroup;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.value.FileTrouble;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks at the audit log. */
@Command(
    name = "audit",
    description = "Show and check the audit log ('audit list', 'audit verify').",
    mixinStandardHelpOptions = true)
public final class AuditCommand extends CommandGroup {
  /** The command with its own commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new AuditCommand())
        .addSubcommand("list", new AuditListCommand(terminal))
        .addSubcommand("verify", new Verify(terminal));
  }

  static CommandFailure unreadable(Path folder, IOException e) {
    String why =
        e instanceof NoSuchFileException
            ? "there is no such folder; name the store with --store"
            : e instanceof AccessDeniedException
                ? "permission denied; run this as the user that runs the origin"
                : FileTrouble.why(folder, e);
    return new CommandFailure("the audit log in " + folder + " cannot be read: " + why, e);
  }

  /** A folder without a log is the wrong one, or its log was deleted: it is not whole. */
  static void mustHaveLog(Path folder) throws IOException {
    if (!AuditReader.hasLog(folder)) {
      throw new CommandFailure(
          "there is no audit log in "
              + folder
              + "; name the store with --store. If an origin has run on that folder, its log was"
              + " deleted");
    }
  }

  @Command(
      name = "verify",
      description = "Find edited, removed and inserted lines of the audit log.")
  static final class Verify extends StoreCommand {
    Verify(Terminal terminal) {
      super(terminal);
    }

    @Override
    public Integer call() {
      AuditChain.Reports report;
      try {
        mustHaveLog(folder());
        report = AuditChain.verify(folder());
      } catch (IOException e) {
        throw unreadable(folder(), e);
      }
      boolean whole = report.whole();
      String head = report.head();
      if (json) {
        ObjectNode result =
            object()
                .put("whole", whole)
                .put("lines", report.lines())
                .put("removed", report.removed())
                .put("head", head);
        ArrayNode problems = result.putArray("problems");
        report.problems().forEach(problems::add);
        ObjectNode nodes = result.putObject("nodes");
        report.nodes().forEach((node, each) -> nodes.put(node, each.head().hash()));
        terminal.json(result);
      } else {
        report.problems().forEach(problem -> terminal.say("%s", problem));
        terminal.say(
            "%s: %d lines, head %s",
            whole ? "whole" : report.problems().size() + " problems", report.lines(), head);
        report.nodes().forEach((node, each) -> show(node, each, report.nodes().size() > 1));
      }
      return whole ? 0 : 1;
    }

    private void show(String node, AuditChain.Report report, boolean several) {
      String of = several ? "node " + node + ": " : "";
      if (several) {
        terminal.say("%s%d lines, head %s", of, report.lines(), report.head().hash());
      }
      if (report.removed() > 0) {
        terminal.say("%slines 1 to %d were removed by the log's retention", of, report.removed());
      }
    }
  }
}
