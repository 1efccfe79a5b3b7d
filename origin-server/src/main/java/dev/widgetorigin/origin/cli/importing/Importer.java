package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.release.Bundle;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ingest.DirectoryPacker;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the versions of a source to an origin, the lowest first, by the same call as a publish.
 * The same bytes again change nothing, so an import that was cut short is simply run again. A
 * version that is refused does not keep the others; an origin that is away does.
 */
final class Importer {
  /**
   * How to do it.
   *
   * @param widget what all of it is called here; null for its own name
   * @param dryRun whether only to ask what would happen
   * @param times whether to keep when versions were published, which only an administrator may
   */
  record Options(String widget, boolean dryRun, boolean times, String reason) {}

  /** Hears how it goes. */
  interface Progress {
    void at(int done, int total, ImportReport.Line last);
  }

  private final ApiClient api;
  private final ImportSource source;
  private final Options options;
  private final Progress progress;
  private final ImportReport report;

  /** States of the versions that were here before, by widget. */
  private final Map<String, Map<String, String>> states = new HashMap<>();

  Importer(ApiClient api, ImportSource source, Options options, Progress progress) {
    this.api = api;
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.report = new ImportReport(options.dryRun());
  }

  /**
   * Throws CommandFailure where it cannot go on.
   *
   * @param work an empty folder
   */
  ImportReport run(Path work) throws IOException {
    ImportSource.Listing listing = source.list();
    listing.leftOut().forEach(report::leftOut);
    Tags tags = new Tags(api, listing, options, report);
    int done = 0;
    for (ImportSource.Item item : listing.items()) {
      ImportReport.Line line;
      try {
        line = bring(item, tags, work);
      } catch (CommandFailure e) {
        throw new CommandFailure(
            e.getMessage()
                + "\n  %d of %d versions were brought or looked at. The same command goes on there."
                    .formatted(done, listing.items().size()),
            e);
      }
      report.add(line);
      progress.at(++done, listing.items().size(), line);
    }
    tags.settle(report.widget());
    return report;
  }

  private ImportReport.Line bring(ImportSource.Item item, Tags tags, Path work) throws IOException {
    Path folder = Files.createDirectory(work.resolve("version"));
    try {
      Path bytes = source.fetch(item, folder);
      try (Bundle bundle = open(bytes)) {
        String widget = name(item, bundle);
        String channel = tags.channel(widget, item.version());
        return publish(item, widget, channel, bytes, bundle);
      }
    } catch (ImportSource.Unfit e) {
      return ImportReport.Line.refused(item, e.getMessage());
    } catch (CommandFailure e) {
      if (e.refusal() == null || stops(e.refusal().status())) {
        throw e;
      }
      return ImportReport.Line.refused(item, e.getMessage());
    } finally {
      delete(folder);
    }
  }

  /**
   * Packs a folder. Other than what an origin says, what is wrong here is of this version alone.
   */
  private static Bundle open(Path bytes) throws ImportSource.Unfit {
    try {
      return Bundle.of(bytes);
    } catch (CommandFailure e) {
      throw new ImportSource.Unfit(e.getMessage());
    }
  }

  /** What is refused for one version would be for all. */
  private static boolean stops(int status) {
    return status >= 500 || Set.of(401, 403, 429).contains(status);
  }

  private String name(ImportSource.Item item, Bundle bundle) throws ImportSource.Unfit {
    String name = options.widget() != null ? options.widget() : item.widget();
    try {
      name = name == null ? bundle.name() : name;
    } catch (CommandFailure e) {
      throw new ImportSource.Unfit(e.getMessage());
    }
    if (name == null) {
      throw new ImportSource.Unfit("nothing says which widget it is; name it with --widget");
    }
    String text = name;
    return WidgetName.tryParse(text)
        .orElseThrow(
            () -> new ImportSource.Unfit("'" + text + "' is no name of a widget; see --widget"))
        .toString();
  }

  private ImportReport.Line publish(
      ImportSource.Item item, String widget, String channel, Path bytes, Bundle bundle)
      throws IOException {
    String version = item.version().toString();
    String path = ApiClient.version(widget, version);
    String before = before(widget).get(version);
    JsonNode answer =
        api.send("PUT", path + query(item, channel), body(bundle.archive()), bundle.contentType());
    boolean here =
        options.dryRun()
            ? answer.path("exists").asBoolean(false)
            : !answer.path("changed").asBoolean(true);
    if (Files.isDirectory(bytes)) {
      compare(bytes, answer);
    }
    boolean deprecate = item.deprecated() != null && (before == null || before.equals("released"));
    if (deprecate && !options.dryRun()) {
      ObjectNode body = JsonMapper.shared().createObjectNode();
      body.put("state", "deprecated").put("reason", cut(item.deprecated()));
      var unused = api.json("PATCH", path, body);
    }
    return new ImportReport.Line(
        widget,
        version,
        item.place(),
        here ? "exists" : options.dryRun() ? "would-publish" : "published",
        deprecate,
        channel,
        texts(answer.path("omitted"), bundle.leftOut()),
        answer.path("held").valueStream().filter(each -> !Tags.isOwnPin(each)).toList(),
        "");
  }

  /** Of a reason, as much as the API takes. */
  private static String cut(String text) {
    return text.length() <= 2000 ? text : text.substring(0, 1999) + "…";
  }

  private String query(ImportSource.Item item, String channel) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put(
        "reason", options.reason().isBlank() ? "import of " + item.place() : options.reason());
    if (channel != null) {
      query.put("channel", channel);
    }
    if (options.times() && item.published() != null) {
      query.put("published", item.published().toString());
    }
    if (options.dryRun()) {
      query.put("dry-run", "true");
    }
    List<String> parts = new ArrayList<>();
    query.forEach((name, value) -> parts.add(name + "=" + ApiClient.segment(value)));
    return "?" + String.join("&", parts);
  }

  private static BodyPublisher body(Path archive) throws IOException {
    return BodyPublishers.ofFile(archive);
  }

  /** Every byte must be the same: the origin says what it has. */
  private static void compare(Path folder, JsonNode answer) throws IOException {
    Map<String, String> there = new HashMap<>();
    answer
        .path("files")
        .forEach(file -> there.put(Mutations.text(file, "path"), Mutations.text(file, "sha256")));
    for (Map.Entry<String, Digest> each : DirectoryPacker.digests(folder).entrySet()) {
      if (!each.getValue().toString().equals(there.remove(each.getKey()))) {
        throw new ImportSource.Unfit("the origin has other bytes of " + each.getKey());
      }
    }
    if (!there.isEmpty()) {
      throw new ImportSource.Unfit("the origin has files that are not here: " + there.keySet());
    }
  }

  private Map<String, String> before(String widget) {
    return states.computeIfAbsent(
        widget,
        name -> {
          Map<String, String> found = new HashMap<>();
          try {
            api.get(ApiClient.widget(name))
                .path("versions")
                .forEach(
                    each ->
                        found.put(Mutations.text(each, "version"), Mutations.text(each, "state")));
          } catch (CommandFailure e) {
            if (e.refusal() == null || e.refusal().status() != 404) {
              throw e;
            }
          }
          return found;
        });
  }

  private static List<String> texts(JsonNode list, List<String> more) {
    List<String> all = new ArrayList<>(more);
    list.forEach(each -> all.add(each.asString()));
    return all;
  }

  /** With all that is below. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      below
          .sorted(Comparator.reverseOrder())
          .forEach(
              each -> {
                try {
                  Files.delete(each);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
