package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
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

  /** npm reads the versions of dependencies that a bundle ships only where this is true. */
  private static final String SHRINKWRAP = "_hasShrinkwrap";

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
          "hasInstallScript",
          SHRINKWRAP);

  private final Store store;
  private final Tarballs tarballs;

  Packument(Store store, Tarballs tarballs) {
    this.store = store;
    this.tarballs = tarballs;
  }

  /**
   * A document as it is sent.
   *
   * @param complete whether nothing was left out because its bytes are damaged
   */
  record Made(byte[] json, boolean complete) {}

  /**
   * Made version by version, so that no more than one of them is in memory as a tree.
   *
   * @param brief what installing needs only
   * @param base the registry's URL as the client sees it, without a slash at its end
   */
  Made make(Widget widget, boolean brief, String base) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 14);
    Times times = new Times();
    try (JsonGenerator json = JsonMapper.shared().createGenerator(out)) {
      json.writeStartObject();
      String name = widget.state().name().toString();
      if (!brief) {
        json.writeStringProperty("_id", name);
        json.writeStringProperty("_rev", revision(widget));
      }
      json.writeStringProperty("name", name);
      json.writeObjectPropertyStart("versions");
      for (Release release : widget.state().releases().values()) {
        if (visible(release)) {
          times.add(release, write(json, widget, release, brief, base));
        }
      }
      json.writeEndObject();
      Map<String, String> tags = tags(widget, times.written::containsKey);
      json.writePOJOProperty("dist-tags", tags);
      if (brief) {
        json.writeStringProperty("modified", times.modified.toString());
      } else {
        json.writePOJOProperty("time", times.all());
        times.complete &= writeReadme(json, widget, tags.get("latest"));
      }
      json.writeEndObject();
    }
    return new Made(out.toByteArray(), times.complete);
  }

  /**
   * False where the version's bytes are damaged: that must not keep others from being installed.
   * Throws StoreException where they cannot be read for a moment.
   */
  private boolean write(
      JsonGenerator json, Widget widget, Release release, boolean brief, String base) {
    ObjectNode document;
    try {
      document = version(widget, release, base);
    } catch (StoreException e) {
      if (!BlobReader.lost(e)) {
        // It can be read again soon. Without it npm would install an older version.
        throw e;
      }
      LOG.error("{} {} is left out of npm's view", widget.state().name(), release.version(), e);
      return false;
    }
    if (brief) {
      document.retain(ABBREVIATED);
    }
    json.writePOJOProperty(release.version().toString(), document);
    return true;
  }

  /** That of latest, as npmjs has it. False where its bytes are damaged. */
  private boolean writeReadme(JsonGenerator json, Widget widget, String latest) {
    if (latest == null) {
      return true;
    }
    WidgetName name = widget.state().name();
    try {
      Manifest manifest = store.manifest(name, Version.parse(latest));
      Readme.of(store, manifest)
          .ifPresent(
              readme -> {
                json.writeStringProperty("readme", readme.text());
                json.writeStringProperty("readmeFilename", readme.file());
              });
      return true;
    } catch (StoreException e) {
      if (!BlobReader.lost(e)) {
        throw e;
      }
      LOG.error("the README of {} {} is left out of npm's view", name, latest, e);
      return false;
    }
  }

  /** When the versions of a packument were published. */
  private static final class Times {
    private final Map<Version, Instant> written = new LinkedHashMap<>();
    private Instant modified = Instant.EPOCH;
    private boolean complete = true;

    void add(Release release, boolean isWritten) {
      complete &= isWritten;
      if (isWritten) {
        written.put(release.version(), release.publishedAt());
        modified = release.since().isAfter(modified) ? release.since() : modified;
      }
    }

    Map<String, String> all() {
      Map<String, String> all = new LinkedHashMap<>();
      written.forEach((version, published) -> all.put(version.toString(), published.toString()));
      all.put(
          "created",
          written.values().stream().min(Comparator.naturalOrder()).orElse(modified).toString());
      all.put("modified", modified.toString());
      return all;
    }
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
    if (manifest.files().containsKey("npm-shrinkwrap.json")) {
      json.put(SHRINKWRAP, true);
    } else {
      json.remove(SHRINKWRAP);
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
   * whatever its tag. A channel on what npm cannot install, such as a staged version, is no tag.
   */
  static Map<String, String> tags(Widget widget) {
    return tags(
        widget, version -> widget.state().release(version).filter(Packument::visible).isPresent());
  }

  /**
   * @param installable which versions a tag may name
   */
  private static Map<String, String> tags(Widget widget, Predicate<Version> installable) {
    Map<String, String> tags = new TreeMap<>();
    widget
        .state()
        .channels()
        .forEach(
            (channel, version) -> {
              if (installable.test(version)) {
                tags.put(channel, version.toString());
              }
            });
    Version latest = widget.state().resolve(new Selector.Latest()).answer();
    if (latest == null || !installable.test(latest)) {
      latest = newest(widget, installable).orElse(null);
    }
    if (latest != null) {
      tags.put("latest", latest.toString());
    }
    return tags;
  }

  /** A stable version before a prerelease, and what was withdrawn last of all. */
  private static Optional<Version> newest(Widget widget, Predicate<Version> installable) {
    return widget.state().releases().values().stream()
        .filter(release -> installable.test(release.version()))
        .max(
            Comparator.comparing((Release release) -> release.state() != ReleaseState.YANKED)
                .thenComparing(release -> !release.version().isPrerelease())
                .thenComparing(Release::version))
        .map(Release::version);
  }

  private static ObjectNode packageJson(Manifest manifest) {
    if (manifest.packageJson() != null) {
      try {
        if (JsonMapper.shared().readTree(manifest.packageJson()) instanceof ObjectNode object) {
          return object;
        }
      } catch (JacksonException e) {
        LOG.debug("the package.json of {} is no JSON", manifest.widget(), e);
      }
    }
    return JsonMapper.shared().createObjectNode();
  }
}
