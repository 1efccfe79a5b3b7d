package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.TemporaryFolder;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.value.FileTrouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Opens two bundles in a headless Chromium and says what each does to a page. */
@Command(
    name = "inspect",
    description = "Show what a release changes in a page, in a real browser.",
    footer = {
      "",
      "  widget-origin inspect chat 1.2.0 1.3.0",
      "  widget-origin inspect chat latest ./dist --fail-on globals,hosts",
      "  widget-origin inspect ./old ./new --page shop.html",
      "",
      "A path has a slash in it, or is an archive. --fail-on takes any of: globals, builtins,",
      "listeners, hosts, cookies, storage, eval, errors, csp."
    })
public final class InspectCommand extends ClientCommand {
  @Parameters(
      arity = "2..3",
      hideParamSyntax = true,
      paramLabel = "[WIDGET] OLD NEW",
      description = "Two versions, aliases, folders or archives; the widget is for versions.")
  private List<String> arguments;

  @Option(
      names = "--page",
      paramLabel = "FILE_OR_URL",
      description = "The page they are loaded into; default: an empty one.")
  private String page;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "The host from which the page's own policy allows the bundle, such as cdn.example.com."
              + " No request is sent to it.")
  private String host;

  @Option(
      names = "--insecure",
      description = "Open the page even if its certificate is not trusted.")
  private boolean insecure;

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "The file of the bundle that the page loads; default: its entry file.")
  private String file;

  @Option(
      names = "--fail-on",
      split = ",",
      paramLabel = "KIND",
      description = "End with 1 where the new one has more of these.")
  private List<String> failOn = List.of();

  @Option(
      names = "--network",
      description = "Resolve names; otherwise requests to other hosts are listed and refused.")
  private boolean network;

  @Option(
      names = "--settle",
      defaultValue = "2",
      paramLabel = "SECONDS",
      description = "How long a bundle may work after it has loaded; default: 2.")
  private int settle;

  @Option(
      names = "--timeout",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "How long one step of the browser may take; default: 60.")
  private int timeout;

  @Option(names = "--browser", paramLabel = "PATH", description = "A Chromium or Chrome.")
  private Path browser;

  @Option(
      names = "--no-sandbox",
      description =
          "Without the browser's sandbox, which does not work for root. Only for bundles"
              + " that you trust, or in a container of their own.")
  private boolean noSandbox;

  private Comparison comparison;

  public InspectCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> words = WidgetArguments.split(arguments);
    if (words.size() < 2 || words.size() > 3) {
      throw usage("expected [WIDGET] OLD NEW, found " + String.join(" ", arguments));
    }
    Set<Kind> kinds = kinds();
    if (settle < 0 || settle > 600 || timeout < 1 || timeout > 3600) {
      throw usage("--settle takes 0 to 600 seconds and --timeout 1 to 3600");
    }
    String widget = words.size() == 3 ? WidgetArguments.widget(this, words.get(0)) : null;
    List<String> both = words.subList(words.size() - 2, words.size());
    if (widget == null && !both.stream().allMatch(InspectCommand::isPath)) {
      throw usage("a version needs its widget: inspect WIDGET OLD NEW; a path has a slash, ./dist");
    }
    if (page == null && host != null) {
      throw usage("--host is for a page with a policy of its own: name the page with --page");
    }
    HostPage opened = page == null ? HostPage.empty() : HostPage.of(page, host, network);
    Path executable = browser == null ? Browser.find(terminal.environment()) : browser;
    try (TemporaryFolder staging = TemporaryFolder.make();
        Subject old = subject(api, widget, both.get(0), staging.path());
        Subject fresh = subject(api, widget, both.get(1), staging.path());
        Browser started = start(executable)) {
      return compare(opened, started, old, fresh, kinds);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot use the folder for temporary files: " + FileTrouble.why(null, e), e);
    }
  }

  private JsonNode compare(
      HostPage opened, Browser started, Subject old, Subject fresh, Set<Kind> kinds) {
    // A little longer, so that nothing of the page falls into the time of the bundles alone.
    Observation alone =
        opened.isOwn() ? look(started, null, opened, settle + 1) : new Observation();
    Observation before = look(started, old, opened, settle);
    Observation after = look(started, fresh, opened, settle);
    before.leaveOut(alone);
    after.leaveOut(alone);
    comparison = new Comparison(before, after);
    String name = page == null ? "an empty page" : page;
    return comparison.json(name, old.label(), fresh.label(), kinds);
  }

  private Observation look(Browser started, Subject subject, HostPage opened, int seconds) {
    return new PageVisit(started.devTools(), subject, opened, insecure)
        .run(Duration.ofSeconds(seconds), Duration.ofSeconds(timeout));
  }

  private Browser start(Path executable) {
    if (!noSandbox && "root".equals(System.getProperty("user.name"))) {
      throw new CommandFailure(
          "Chromium's sandbox does not work for root: run this as another user, or add --no-sandbox"
              + " where you trust the bundles");
    }
    return Browser.start(
        executable,
        !noSandbox,
        network,
        Duration.ofSeconds(timeout),
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  private Subject subject(ApiClient api, String widget, String text, Path staging) {
    return isPath(text)
        ? Subject.ofPath(Path.of(text), file, staging)
        : Subject.ofVersion(api, widget, text, file, staging);
  }

  /** A range may have dots and spaces in it, but no slash. */
  private static boolean isPath(String text) {
    return text.contains("/")
        || text.equals(".")
        || text.equals("..")
        || text.matches(".*\\.(tgz|tar|tar\\.gz|zip)");
  }

  private Set<Kind> kinds() {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String name : failOn) {
      try {
        kinds.add(Kind.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw usage("--fail-on does not know '" + name + "'; it knows " + names());
      }
    }
    return kinds;
  }

  private static String names() {
    return String.join(", ", EnumSet.allOf(Kind.class).stream().map(Kind::text).toList());
  }

  @Override
  protected void show(JsonNode answer) {
    String old = answer.path("before").path("bundle").asString();
    String fresh = answer.path("after").path("bundle").asString();
    terminal.say("on %s", answer.path("page").asString());
    comparison.print(terminal, old, fresh);
    ((ObjectNode) answer.path("failed"))
        .properties()
        .forEach(
            each ->
                terminal.warn("refused: new " + each.getKey() + ": " + joined(each.getValue())));
  }

  private static String joined(JsonNode items) {
    StringBuilder text = new StringBuilder();
    items.forEach(item -> text.append(text.isEmpty() ? "" : ", ").append(item.asString()));
    return text.toString();
  }

  @Override
  protected int exitCode(JsonNode answer) {
    return answer.path("failed").isEmpty() ? 0 : 1;
  }
}
