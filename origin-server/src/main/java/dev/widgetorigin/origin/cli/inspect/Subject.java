package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.release.Bundle;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.checks.ModuleEntry;
import dev.widgetorigin.store.ingest.checks.ModuleGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A bundle that is looked at, unpacked by the origin's own rules.
 *
 * @param label as it is shown: {@code chat 1.2.0}, or a path
 * @param files staged files by their path in the bundle
 * @param entry the file that a page loads
 * @param isModule whether that must be an ES module
 */
record Subject(
    String label, UnpackedBundle bundle, Map<String, Path> files, String entry, boolean isModule)
    implements AutoCloseable {

  /** Of a folder or an archive. */
  static Subject ofPath(Path path, String file, Path staging) {
    try (Bundle packed = Bundle.of(path)) {
      return unpack(path.toString(), packed.archive(), file, staging);
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + path + ": " + FileTrouble.why(path, e), e);
    }
  }

  /** Of a version, or of what an alias answers now. */
  static Subject ofVersion(
      ApiClient api, String widget, String selector, String file, Path staging) {
    String version =
        Version.tryParse(selector).isPresent() ? Version.parse(selector).toString() : null;
    if (version == null) {
      String path = ApiClient.alias(widget, selector);
      version = api.get(path).path("version").asString("");
      if (version.isEmpty()) {
        throw new CommandFailure(widget + " has nothing that " + selector + " answers");
      }
    }
    String name = widget.substring(widget.indexOf('/') + 1);
    Path archive = staging.resolve("version-" + version + ".tgz");
    String tarball = "/-/npm/" + ApiClient.segment(widget) + "/-/";
    api.download(tarball + ApiClient.segment(name + "-" + version + ".tgz"), archive);
    try {
      return unpack(widget + " " + version, archive, file, staging);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot unpack " + widget + " " + version + ": " + FileTrouble.why(null, e), e);
    }
  }

  private static Subject unpack(String label, Path archive, String file, Path staging)
      throws IOException {
    UnpackedBundle bundle;
    try {
      bundle = Ingest.ofAnySize(new BundleArchive(archive), staging);
    } catch (IngestException e) {
      throw new CommandFailure(
          label + " cannot be published:\n  - " + String.join("\n  - ", e.problems()), e);
    }
    boolean done = false;
    try {
      Map<String, Path> files = new HashMap<>();
      for (UnpackedFile each : bundle.files()) {
        files.put(each.path(), each.file());
      }
      String entry = file == null ? bundle.entry() : file;
      if (entry == null || !files.containsKey(entry)) {
        throw new CommandFailure(
            file == null
                ? label + " has no entry file; name the file that a page loads with --file PATH"
                : label + " has no file " + file);
      }
      Subject subject = new Subject(label, bundle, files, entry, isModule(bundle, entry));
      done = true;
      return subject;
    } finally {
      if (!done) {
        bundle.close();
      }
    }
  }

  private static boolean isModule(UnpackedBundle bundle, String entry) throws IOException {
    ModuleEntry read = entry.equals(bundle.entry()) ? ModuleGraph.read(bundle) : null;
    return (read != null && read.isModule()) || entry.endsWith(".mjs");
  }

  /** The bytes of a file of the bundle; null where it has no such file. */
  byte[] read(String path) throws IOException {
    Path file = files.get(path);
    return file == null ? null : Files.readAllBytes(file);
  }

  @Override
  public void close() throws IOException {
    bundle.close();
  }
}
