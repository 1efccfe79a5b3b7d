package dev.widgetorigin.origin.npm;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Manifest;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.Widget;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * All of a widget as the npm registry describes a package, in full or abbreviated.
 *
 * <p>npm chooses versions by itself, so what its ranges must not reach is left out: staged and
 * blocked versions. Deprecated ones are marked as such, and so are yanked ones, which npm then
 * takes only where nothing else satisfies, and which an exact install still finds.
 */
final class Packument {
  private static final Logger LOG = LoggerFactory.getLogger(Packument.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What installing needs (npm/registry, docs/responses/package-metadata.md). */
  private static final List<String> ABBREVIATED =
      List.of(
          "name",
          "version",
          "deprecated",
          "dependencies",
          "optionalDependencies",
          "devDependencies",
          "bundleDependencies",
          "bundledDependencies",
          "peerDependencies",
          "peerDependenciesMeta",
          "acceptDependencies",
          "bin",
          "directories",
          "dist",
          "engines",
          "funding",
          "cpu",
          "os",
          "libc",
          "hasInstallScript");

  private final Store store;
  private final Tarballs tarballs;

  Packument(Store store, Tarballs tarballs) {
    this.store = store;
    this.tarballs = tarballs;
  }

  /** {@code base} is the registry's URL as the client sees it, without a slash at its end. */
  ObjectNode full(Widget widget, String base) {
    ObjectNode json = JSON.createObjectNode();
    String name = widget.state().name().toString();
    json.put("_id", name);
    json.put("_rev", revision(widget));
    json.put("name", name);
    ObjectNode tags = json.putObject("dist-tags");
    ObjectNode versions = json.putObject("versions");
    ObjectNode time = json.putObject("time");
    addVersions(widget, base, versions, time);
    visibleTags(widget, versions).forEach(tags::put);
    return json;
  }

  ObjectNode abbreviated(Widget widget, String base) {
    ObjectNode full = full(widget, base);
    ObjectNode json = JSON.createObjectNode();
    json.set("name", full.get("name"));
    json.set("modified", full.path("time").path("modified"));
    json.set("dist-tags", full.get("dist-tags"));
    ObjectNode versions = json.putObject("versions");
    for (Map.Entry<String, JsonNode> version : full.path("versions").properties()) {
      ObjectNode brief = versions.putObject(version.getKey());
      for (String field : ABBREVIATED) {
        if (version.getValue().has(field)) {
          brief.set(field, version.getValue().get(field));
        }
      }
    }
    return json;
  }

  /** One version's document. Throws StoreException where its bytes are lost. */
  ObjectNode version(Widget widget, Release release, String base) {
    WidgetName name = widget.state().name();
    Version version = release.version();
    Manifest manifest = store.manifest(name, version);
    ObjectNode json = packageJson(manifest);
    json.put("name", name.toString());
    json.put("version", version.toString());
    json.put("_id", name + "@" + version);
    if (!json.has("main") && manifest.entry() != null) {
      json.put("main", manifest.entry());
    }
    String deprecation = deprecation(release);
    if (deprecation.isEmpty()) {
      json.remove("deprecated");
    } else {
      json.put("deprecated", deprecation);
    }
    JsonNode scripts = json.path("scripts");
    if (scripts.has("preinstall") || scripts.has("install") || scripts.has("postinstall")) {
      json.put("hasInstallScript", true);
    }
    Tarballs.Info info = tarballs.info(name, version, widget.manifests().get(version));
    ObjectNode dist = json.putObject("dist");
    dist.put("tarball", base + "/" + name + "/-/" + tarballName(name, version));
    dist.put("shasum", info.shasum());
    dist.put("integrity", info.integrity());
    dist.put("fileCount", manifest.files().size());
    dist.put("unpackedSize", manifest.files().values().stream().mapToLong(f -> f.size()).sum());
    return json;
  }

  /** What npm shows on install; empty where there is nothing to warn of. */
  static String deprecation(Release release) {
    String reason = release.reason() == null ? "" : release.reason();
    return switch (release.state()) {
      case DEPRECATED -> reason.isEmpty() ? "deprecated" : reason;
      case YANKED -> reason.isEmpty() ? "yanked" : "yanked: " + reason;
      case STAGED, RELEASED, BLOCKED -> "";
    };
  }

  static boolean visible(Release release) {
    return release.state() != ReleaseState.STAGED && release.state() != ReleaseState.BLOCKED;
  }

  /** Changes with every change of the widget. */
  static String revision(Widget widget) {
    return widget.sequence() + "-w";
  }

  /** {@code chat-1.2.3.tgz}, without the scope, as npm has it. */
  static String tarballName(WidgetName name, Version version) {
    return name.name() + "-" + version + ".tgz";
  }

  /**
   * Every channel, and latest: what it answers, or the newest version where it answers none. npm
   * clients cannot install from a package without that tag, and npmjs names the first publish so,
   * whatever its tag.
   */
  static Map<String, String> tags(Widget widget) {
    Map<String, String> tags = new TreeMap<>();
    widget.state().channels().forEach((channel, version) -> tags.put(channel, version.toString()));
    if (widget.state().resolve(new Selector.Latest()) instanceof Resolution.Found found) {
      tags.put("latest", found.version().toString());
    } else {
      newest(widget).ifPresent(version -> tags.put("latest", version.toString()));
    }
    return tags;
  }

  /** A stable version before a prerelease, and what was withdrawn last of all. */
  private static Optional<Version> newest(Widget widget) {
    return widget.state().releases().values().stream()
        .filter(Packument::visible)
        .max(
            Comparator.comparing((Release release) -> release.state() != ReleaseState.YANKED)
                .thenComparing(release -> !release.version().isPrerelease())
                .thenComparing(Release::version))
        .map(Release::version);
  }

  private static Map<String, String> visibleTags(Widget widget, ObjectNode versions) {
    Map<String, String> tags = tags(widget);
    tags.values().removeIf(version -> !versions.has(version));
    return tags;
  }

  private void addVersions(Widget widget, String base, ObjectNode versions, ObjectNode time) {
    Instant created = null;
    Instant modified = Instant.EPOCH;
    for (Release release : widget.state().releases().values()) {
      if (!visible(release)) {
        continue;
      }
      try {
        versions.set(release.version().toString(), version(widget, release, base));
      } catch (StoreException e) {
        // One damaged version must not keep the others from being installed.
        LOG.error("{} {} is left out of npm's view", widget.state().name(), release.version(), e);
        continue;
      }
      Instant published = release.publishedAt();
      created = created == null || published.isBefore(created) ? published : created;
      modified = release.since().isAfter(modified) ? release.since() : modified;
      time.put(release.version().toString(), published.toString());
    }
    time.put("created", (created == null ? modified : created).toString());
    time.put("modified", modified.toString());
  }

  private static ObjectNode packageJson(Manifest manifest) {
    if (manifest.packageJson() != null) {
      try {
        if (JSON.readTree(manifest.packageJson()) instanceof ObjectNode object) {
          return object;
        }
      } catch (JacksonException e) {
        LOG.debug("the package.json of {} is no JSON", manifest.widget(), e);
      }
    }
    return JSON.createObjectNode();
  }
}
