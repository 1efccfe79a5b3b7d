package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ProxyRules;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.ServerUrl;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.TemporaryFolder;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.resolver.Range;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.object.s3.BucketFiles;
import dev.widgetorigin.store.object.s3.BucketSettings;
import dev.widgetorigin.store.object.s3.BucketUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Brings all versions of a widget from where they are now. */
@Command(
    name = "import",
    description = "Import versions from a folder, a bucket or an npm registry.",
    footer = {
      "",
      "  widget-origin import releases --widget chat --dry-run",
      "  widget-origin import releases --pattern '{widget}/v{version}/dist'",
      "  widget-origin import s3://bucket/widgets/chat --widget chat",
      "  widget-origin import npm:chat --registry https://npm.example.com",
      "  widget-origin import 'npm:@acme/chat@>=2' --registry https://npm.example.com",
      "  widget-origin import npm:chat@next --registry https://npm.example.com",
      "",
      "Run it again after an interruption: versions that are here with the same bytes are skipped.",
      "If a version is refused, the others are still imported, and the exit code is 1."
    })
public final class ImportCommand extends ClientCommand {
  private static final String NPM = "npm:";
  private static final String S3 = "s3://";

  /** Of what was left out, a person is shown so much. */
  private static final int MOST_SHOWN = 20;

  @Parameters(
      paramLabel = "DIR|s3://BUCKET/PREFIX|npm:NAME[@RANGE|@TAG]",
      description = "Where the versions are.")
  private String from;

  @Option(
      names = "--widget",
      paramLabel = "NAME",
      description = "Its name here; default: its name there, or in its package.json.")
  private String widget;

  @Option(
      names = "--pattern",
      paramLabel = "PATTERN",
      description =
          "Where versions are in the folder or bucket: {version}, {widget}/v{version}/dist. What"
              + " is there is a folder or an archive. Default: {version}.")
  private String pattern = "{version}";

  @Option(names = "--dry-run", description = "Check everything and say what would happen.")
  private boolean dryRun;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "For npm:, default: npm_config_registry. Its token is taken from NPM_TOKEN.")
  private String registry;

  @Option(names = "--endpoint", paramLabel = "URL", description = "For s3:, if it is not AWS.")
  private URI endpoint;

  @Option(names = "--region", paramLabel = "REGION", description = "For s3:.")
  private String region;

  @Mixin private ReasonOption reason;

  public ImportCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    String name = widget == null ? null : WidgetArguments.widget(this, widget);
    boolean times = from.startsWith(NPM) && isAdministrator(api);
    try (TemporaryFolder work = TemporaryFolder.make();
        ImportSource source = source(work.path());
        Meter meter = new Meter()) {
      var options = new Importer.Options(name, dryRun, times, reason.text());
      ImportReport report = new Importer(api, source, options, meter).run(work.path());
      if (from.startsWith(NPM) && !times) {
        report.leftOut("publish times", "only an administrator's token may set them");
      }
      return report.json();
    } catch (IOException e) {
      throw new CommandFailure("cannot import " + from + ": " + FileTrouble.why(null, e), e);
    }
  }

  private static boolean isAdministrator(ApiClient api) {
    return api.get("/whoami")
        .path("scopes")
        .valueStream()
        .anyMatch(scope -> scope.asString().equals("admin"));
  }

  private ImportSource source(Path work) {
    if (from.startsWith(NPM)) {
      return npm(from.substring(NPM.length()));
    }
    VersionLayout layout;
    try {
      layout = VersionLayout.of(pattern);
    } catch (IllegalArgumentException e) {
      throw usage("--pattern: " + e.getMessage());
    }
    if (from.startsWith(S3)) {
      return bucket(layout, work);
    }
    Path folder = Path.of(from);
    if (!Files.isDirectory(folder)) {
      throw usage("expected a folder, s3://BUCKET/PREFIX or npm:NAME, found " + from);
    }
    try {
      // A link is as good a name of a folder as any; a walk would take it for a file.
      return new FolderSource(folder.toRealPath(), layout);
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + from + ": " + FileTrouble.why(folder, e), e);
    }
  }

  private ImportSource bucket(VersionLayout layout, Path work) {
    try {
      BucketUrl url = BucketUrl.parse(from);
      ProxyRules proxies = ProxyRules.of(terminal.environment());
      BucketFiles files =
          BucketFiles.open(
              new BucketSettings(url, endpoint, region, endpoint != null), proxies::ofBucket);
      return new BucketSource(
          files, layout, work.resolve("native"), proxies.through(files.address()));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage().replace("set store.s3.region", "name it with --region"));
    }
  }

  private ImportSource npm(String text) {
    String given = registry;
    if (given == null) {
      given = terminal.environment().getOrDefault("npm_config_registry", "");
    }
    if (given.isBlank()) {
      throw usage(
          "expected --registry URL, the registry that has the package, as 'npm config get registry'"
              + " prints it");
    }
    URI url = ServerUrl.parse(spec, "--registry", "https://npm.example.com", given.strip());
    int at = text.indexOf('@', 1);
    String name = at < 0 ? text : text.substring(0, at);
    String wanted = at < 0 ? "" : text.substring(at + 1).strip();
    try {
      boolean tag = !wanted.isEmpty() && isTag(wanted);
      String token = terminal.environment().getOrDefault("NPM_TOKEN", "").strip();
      return new NpmSource(
          new Registry(url, token.isEmpty() ? null : token, ProxyRules.of(terminal.environment())),
          WidgetName.parse(name).toString(),
          wanted.isEmpty() || tag ? null : Range.parse(wanted),
          tag ? wanted : null);
    } catch (ResolverException e) {
      throw usage(
          "expected npm:NAME, npm:NAME@RANGE or npm:NAME@TAG, found npm:"
              + text
              + ": "
              + e.getMessage());
    }
  }

  /** What is no range may be the name of a tag, as for {@code npm install}. */
  private static boolean isTag(String wanted) {
    try {
      Range.parse(wanted);
      return false;
    } catch (ResolverException noRange) {
      if (wanted.equals("latest")) {
        return true;
      }
      try {
        Selector.Channel.validate(wanted);
        return true;
      } catch (ResolverException noTagEither) {
        throw noRange;
      }
    }
  }

  @Override
  protected void show(JsonNode report) {
    showOmittedFiles(report);
    showLeftOut(report);
    showHolds(report);
    for (JsonNode each : report.path("channels")) {
      terminal.say(
          "%s %s: %s",
          Mutations.text(each, "channel"),
          Mutations.text(each, "version"),
          Mutations.text(each, "outcome"));
    }
    for (JsonNode each : report.path("versions")) {
      if (each.hasNonNull("problem")) {
        terminal.warn(
            "refused: " + Mutations.text(each, "from") + ": " + Mutations.text(each, "problem"));
      }
    }
    showTotals(report);
  }

  /** Of each pin once, as it keeps the highest version back. */
  private void showHolds(JsonNode report) {
    Map<String, JsonNode> last = new LinkedHashMap<>();
    for (JsonNode each : report.path("versions")) {
      String widget = Mutations.text(each, "widget");
      each.path("held")
          .forEach(held -> last.put(widget + " " + Mutations.text(held, "alias"), held));
    }
    var held = JsonMapper.shared().createObjectNode();
    last.values().forEach(held.putArray("held")::add);
    Mutations.showHolds(terminal, held);
  }

  /** Files of versions that were brought without them. */
  private void showOmittedFiles(JsonNode report) {
    for (JsonNode each : report.path("versions")) {
      if (!each.path("omitted").isEmpty()) {
        terminal.say(
            "%s: left out %s",
            Mutations.text(each, "from"),
            each.path("omitted")
                .valueStream()
                .map(JsonNode::asString)
                .limit(5)
                .collect(Collectors.joining(", ")));
      }
    }
  }

  /** What was not brought at all, and why; of each reason the first few, and how many more. */
  private void showLeftOut(JsonNode report) {
    Map<String, Integer> reasons = new LinkedHashMap<>();
    for (JsonNode each : report.path("leftOut")) {
      if (reasons.merge(Mutations.text(each, "why"), 1, Integer::sum) <= MOST_SHOWN) {
        terminal.say("left out: %s %s", Mutations.text(each, "what"), Mutations.text(each, "why"));
      }
    }
    reasons.forEach(
        (why, count) -> {
          if (count > MOST_SHOWN) {
            terminal.say("left out: %d more: each %s", count - MOST_SHOWN, why);
          }
        });
  }

  private void showTotals(JsonNode report) {
    terminal.say(
        "%d %s, %d were here already, %d refused",
        report.path(dryRun ? "wouldPublish" : "published").asLong(),
        dryRun ? "would be published" : "published",
        report.path("exists").asLong(),
        report.path("refused").asLong());
    if (report.path("versions").isEmpty()) {
      terminal.say("no version was found; see --pattern");
    } else if (dryRun) {
      terminal.say("nothing was changed; without --dry-run it is done");
    }
  }

  @Override
  protected int exitCode(JsonNode report) {
    return report.path("refused").asLong() > 0 || report.path("versions").isEmpty() ? 1 : 0;
  }

  /** A bar on a terminal, a line for each version elsewhere, nothing for machines. */
  private final class Meter implements Importer.Progress, AutoCloseable {
    private ProgressBar bar;

    @Override
    public void at(int done, int total, ImportReport.Line last) {
      if (client.json()) {
        return;
      }
      if (!terminal.errIsTerminal()) {
        terminal.say(
            "%d of %d: %s: %s%s",
            done, total, last.place(), last.outcome(), last.deprecated() ? ", deprecated" : "");
        return;
      }
      if (bar == null) {
        bar =
            new ProgressBarBuilder()
                .setTaskName("importing")
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .build();
      }
      bar.stepTo(done).setExtraMessage(last.version());
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
