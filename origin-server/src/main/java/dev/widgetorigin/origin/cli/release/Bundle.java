package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.store.ingest.DirectoryPacker;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is to be published: an archive as it is, or a folder packed into a temporary one. */
public final class Bundle implements AutoCloseable {
  private final Path archive;
  private final List<String> leftOut;
  private final boolean temporary;
  private JsonNode packageJson;

  /**
   * @param packageJson null where it is in the archive
   */
  private Bundle(Path archive, JsonNode packageJson, List<String> leftOut, boolean temporary) {
    this.archive = archive;
    this.packageJson = packageJson;
    this.leftOut = leftOut;
    this.temporary = temporary;
  }

  /** Throws CommandFailure where there is nothing to publish at that path. */
  public static Bundle of(Path path) {
    return of(path, List.of());
  }

  /** The same; a folder's files are signed by these keys. */
  static Bundle of(Path path, List<Path> keys) {
    try {
      if (Files.isDirectory(path)) {
        return ofFolder(path, keys);
      }
      if (Files.isRegularFile(path)) {
        return new Bundle(path, null, List.of(), false);
      }
    } catch (IngestException e) {
      throw unfit(path, e);
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + path + ": " + e.getMessage(), e);
    }
    throw new CommandFailure(
        "expected a folder or an archive (.tgz, .tar, .zip), found nothing at " + path);
  }

  private static CommandFailure unfit(Path path, IngestException e) {
    return new CommandFailure(
        path + " cannot be published:\n  - " + String.join("\n  - ", e.problems()), e);
  }

  private static Bundle ofFolder(Path folder, List<Path> keys) throws IOException {
    byte[] signatures =
        keys.isEmpty() ? null : SignCommand.signed(SignCommand.digests(folder), keys).bytes();
    Path archive = Files.createTempFile("widget-origin-", ".tgz");
    boolean done = false;
    try (OutputStream out = Files.newOutputStream(archive)) {
      List<String> leftOut = DirectoryPacker.pack(folder, signatures, out);
      Path description = folder.resolve("package.json");
      byte[] json =
          Files.isRegularFile(description) ? Files.readAllBytes(description) : new byte[0];
      done = true;
      return new Bundle(archive, parse(json), leftOut, true);
    } finally {
      if (!done) {
        Files.deleteIfExists(archive);
      }
    }
  }

  /** The archive to send. */
  public Path archive() {
    return archive;
  }

  /** Paths of a folder that are not published. */
  public List<String> leftOut() {
    return leftOut;
  }

  /** By the origin's own rule: an archive may have other packages inside. Read when asked for. */
  private JsonNode packageJson() {
    if (packageJson == null) {
      try {
        String text = Ingest.packageJson(archive);
        packageJson = parse((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
      } catch (IngestException e) {
        throw unfit(archive, e);
      } catch (IOException e) {
        throw new CommandFailure("cannot read " + archive + ": " + e.getMessage(), e);
      }
    }
    return packageJson;
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JsonMapper.shared().readTree(json.length == 0 ? new byte[] {'{', '}'} : json);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode();
    }
  }

  /** The name in package.json, or null. */
  public String name() {
    return text("name");
  }

  /** The version in package.json, or null. */
  String version() {
    return text("version");
  }

  private String text(String key) {
    String value = Mutations.text(packageJson(), key);
    return value.isEmpty() ? null : value;
  }

  public String contentType() {
    String name = archive.getFileName().toString();
    if (name.endsWith(".zip")) {
      return "application/zip";
    }
    return name.endsWith(".tar") ? "application/x-tar" : "application/gzip";
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(archive);
    }
  }
}
