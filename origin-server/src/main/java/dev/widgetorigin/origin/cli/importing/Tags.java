package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The names that a source has for versions become channels, and {@code latest} stays where it is
 * there, also while versions are brought: a stable version above it goes to the channel that leads
 * to it, or finds {@code latest} pinned. What somebody has set here already is left as it is.
 */
final class Tags {
  private static final String LATEST = "latest";
  private static final String REASON = "import: it is so where it came from";

  private final ApiClient api;
  private final ImportSource.Listing listing;
  private final Importer.Options options;
  private final ImportReport report;
  private final Map<String, Version> channels = new HashMap<>();
  private boolean settled;

  Tags(ApiClient api, ImportSource.Listing listing, Importer.Options options, ImportReport report) {
    this.api = api;
    this.listing = listing;
    this.options = options;
    this.report = report;
    listing
        .tags()
        .forEach(
            (tag, version) -> {
              try {
                if (!tag.equals(LATEST)) {
                  Selector.Channel.validate(tag);
                  channels.put(tag, version);
                }
              } catch (ResolverException e) {
                report.leftOut("tag " + tag, e.getMessage());
              }
            });
  }

  /** Whether a hold on a version is a pin that an import has set, which its report tells of. */
  static boolean isOwnPin(JsonNode held) {
    return Mutations.text(held, "reason").equals(REASON);
  }

  /** To which channel a version has to be published so that {@code latest} stays; null for none. */
  String channel(String widget, Version version) {
    Version latest = listing.latest();
    if (latest == null || version.isPrerelease() || version.compareTo(latest) <= 0) {
      return null;
    }
    Optional<Map.Entry<String, Version>> leads =
        channels.entrySet().stream()
            .filter(each -> each.getValue().compareTo(version) >= 0)
            .min(Map.Entry.<String, Version>comparingByValue().thenComparing(Map.Entry::getKey));
    if (leads.isEmpty() && !settled && listing.tags().containsKey(LATEST)) {
      settled = true;
      keepLatest(widget, latest, true);
    }
    return leads.map(Map.Entry::getKey).orElse(null);
  }

  /**
   * Sets what is not set.
   *
   * @param widget null where nothing was brought
   */
  void settle(String widget) {
    if (widget == null || listing.tags().isEmpty()) {
      return;
    }
    channels.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .forEach(each -> setChannel(widget, each.getKey(), each.getValue()));
    if (!settled && listing.tags().containsKey(LATEST)) {
      keepLatest(widget, listing.tags().get(LATEST), false);
    }
  }

  private void setChannel(String widget, String channel, Version version) {
    String now = alias(widget, channel).map(each -> Mutations.text(each, "version")).orElse("");
    if (now.equals(version.toString())) {
      report.tag(channel, version, "is so");
    } else if (!now.isEmpty() && !report.brought(now)) {
      report.tag(
          channel,
          version,
          "stays on "
              + now
              + " here; to move it: widget-origin channel "
              + widget
              + " "
              + channel
              + " "
              + version);
    } else {
      put(widget, channel, version, false);
    }
  }

  /**
   * Has {@code latest} answer that version.
   *
   * @param pin even where it does already: higher ones are about to come
   */
  private void keepLatest(String widget, Version version, boolean pin) {
    JsonNode now = alias(widget, LATEST).orElse(null);
    String answers = now == null ? "" : Mutations.text(now, "version");
    boolean ours = answers.isEmpty() || report.brought(answers);
    if (answers.equals(version.toString()) && (!pin || now.has("pin"))) {
      report.tag(LATEST, version, "is so");
    } else if (now != null && (now.has("pin") || !ours)) {
      report.tag(
          LATEST,
          version,
          "stays on "
              + answers
              + " here; to move it: widget-origin pin "
              + widget
              + " latest "
              + version);
    } else {
      put(widget, LATEST, version, pin);
    }
  }

  private void put(String widget, String alias, Version version, boolean pin) {
    if (options.dryRun()) {
      report.tag(alias, version, "would be set");
      return;
    }
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("version", version.toString()).put("reason", REASON);
    if (pin) {
      body.put("pin", true);
    }
    try {
      var unused = api.json("PUT", path(widget, alias), body);
      report.tag(alias, version, pin ? "pinned, for higher versions are no release yet" : "set");
    } catch (CommandFailure e) {
      if (e.refusal() == null) {
        throw e;
      }
      report.leftOut("tag " + alias, e.getMessage());
    }
  }

  private Optional<JsonNode> alias(String widget, String alias) {
    try {
      return Optional.of(api.get(path(widget, alias)));
    } catch (CommandFailure e) {
      if (e.refusal() != null && e.refusal().status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String path(String widget, String alias) {
    return ApiClient.alias(widget, alias);
  }
}
