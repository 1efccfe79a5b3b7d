package dev.widgetorigin.origin.cli;

import dev.widgetorigin.store.ingest.DirectoryPacker;
import dev.widgetorigin.store.ingest.IngestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is to be published: an archive as it is, or a folder packed into a temporary one.
 *
 * @param leftOut paths of a folder that are not published
 * @param temporary whether {@code archive} is deleted on close
 */
record Bundle(Path archive, JsonNode packageJson, List<String> leftOut, boolean temporary)
    implements AutoCloseable {
  private static final int MAX_PACKAGE_JSON = 1 << 20;

  /** Throws CommandFailure where there is nothing to publish at that path. */
  static Bundle of(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return ofFolder(path);
      }
      if (Files.isRegularFile(path)) {
        return new Bundle(path, parse(fromArchive(path)), List.of(), false);
      }
    } catch (IngestException e) {
      throw new CommandFailure(
          path + " cannot be published:\n  - " + String.join("\n  - ", e.problems()), e);
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + path + ": " + e.getMessage(), e);
    }
    throw new CommandFailure(
        "expected a folder or an archive (.tgz, .tar, .zip), found nothing at " + path);
  }

  private static Bundle ofFolder(Path folder) throws IOException {
    Path archive = Files.createTempFile("widget-origin-", ".tgz");
    boolean done = false;
    try (OutputStream out = Files.newOutputStream(archive)) {
      List<String> leftOut = DirectoryPacker.pack(folder, out);
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

  /** Only to learn name and version; whether the archive is sound is for the origin to say. */
  private static byte[] fromArchive(Path archive) throws IOException {
    return switch (magic(archive)) {
      case 'P' -> fromZip(archive);
      case 0x1f -> {
        try (InputStream in = new GzipCompressorInputStream(Files.newInputStream(archive))) {
          yield fromTar(in);
        }
      }
      default -> {
        try (InputStream in = Files.newInputStream(archive)) {
          yield fromTar(in);
        }
      }
    };
  }

  private static int magic(Path archive) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      return in.read();
    }
  }

  private static byte[] fromTar(InputStream in) {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (ArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (isPackageJson(entry)) {
          return tar.readNBytes(MAX_PACKAGE_JSON);
        }
      }
    } catch (IOException e) {
      return new byte[0];
    }
    return new byte[0];
  }

  private static byte[] fromZip(Path archive) {
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (var entry : java.util.Collections.list(zip.getEntries())) {
        if (isPackageJson(entry)) {
          try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(MAX_PACKAGE_JSON);
          }
        }
      }
    } catch (IOException e) {
      return new byte[0];
    }
    return new byte[0];
  }

  /** At the top, or in the single top folder that npm packs. */
  private static boolean isPackageJson(ArchiveEntry entry) {
    return entry.getName().matches("(\\./)?([^/]+/)?package\\.json");
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JsonMapper.shared().readTree(json.length == 0 ? new byte[] {'{', '}'} : json);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode();
    }
  }

  /** The name in package.json. */
  Optional<String> name() {
    return text("name");
  }

  /** The version in package.json. */
  Optional<String> version() {
    return text("version");
  }

  private Optional<String> text(String key) {
    String value = Mutations.text(packageJson, key);
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  String contentType() {
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
