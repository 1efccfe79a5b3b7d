package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.TemporaryFolder;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.store.ingest.DirectoryPacker;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What is to be published: an archive as it is, or a folder packed into a temporary one. */
public final class Bundle implements AutoCloseable {
  /** Files of a bundle, not archives. */
  private static final Pattern ONE_FILE =
      Pattern.compile("(?i).*\\.(?:[cm]?js|css|html?|json|wasm|svg|map)");

  private static final String PACKED = "bundle.tgz";

  private final Path archive;
  private final List<String> leftOut;

  /** Where the archive is, if that was made for this; or null. */
  private final TemporaryFolder temporary;

  private BundleDescription description;

  /**
   * @param description null where it is in the archive
   */
  private Bundle(
      Path archive,
      BundleDescription description,
      List<String> leftOut,
      TemporaryFolder temporary) {
    this.archive = archive;
    this.description = description;
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
        if (ONE_FILE.matcher(path.toString()).matches()) {
          throw new CommandFailure(
              path + " is a single file; put it into a folder, and publish that folder");
        }
        // Now, so that a file that may not be read is told of before anything is sent.
        Files.newInputStream(path).close();
        return new Bundle(path, null, List.of(), null);
      }
    } catch (IngestException e) {
      throw unfit(path, e);
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + path + ": " + FileTrouble.why(path, e), e);
    }
    throw new CommandFailure(
        Files.exists(path)
            ? path + " is a pipe or a device; write the archive into a file, and publish that"
            : "expected a folder or an archive (.tgz, .tar, .zip), found nothing at " + path);
  }

  private static CommandFailure unfit(Path path, IngestException e) {
    return new CommandFailure(
        path + " cannot be published:\n  - " + String.join("\n  - ", e.problems()), e);
  }

  private static Bundle ofFolder(Path folder, List<Path> keys) throws IOException {
    byte[] signatures =
        keys.isEmpty() ? null : SignCommand.signed(SignCommand.digests(folder), keys).bytes();
    TemporaryFolder temporary = TemporaryFolder.make();
    Path archive = temporary.path().resolve(PACKED);
    boolean done = false;
    try (OutputStream out = temporary.create(PACKED)) {
      List<String> leftOut = DirectoryPacker.pack(folder, signatures, out);
      Path description = folder.resolve("package.json");
      byte[] json =
          Files.isRegularFile(description) ? Files.readAllBytes(description) : new byte[0];
      done = true;
      return new Bundle(archive, BundleDescription.parse(json), leftOut, temporary);
    } finally {
      if (!done) {
        temporary.close();
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
  private BundleDescription description() {
    if (description == null) {
      try (TemporaryFolder staging = TemporaryFolder.make()) {
        description = BundleDescription.parse(Ingest.packageJson(archive, staging.path()));
      } catch (IngestException e) {
        throw unfit(archive, e);
      } catch (IOException e) {
        throw new CommandFailure("cannot read " + archive + ": " + FileTrouble.why(archive, e), e);
      }
    }
    return description;
  }

  /** The name in package.json, or null. */
  public String name() {
    return description().text("name");
  }

  /** The version in package.json, or null. */
  String version() {
    return description().text("version");
  }

  /** Why package.json says neither, where it is there and cannot be read; or null. */
  String flaw() {
    return description().flaw();
  }

  public String contentType() {
    String name = archive.getFileName().toString();
    if (name.endsWith(".zip")) {
      return "application/zip";
    }
    return name.endsWith(".tar") ? "application/x-tar" : "application/gzip";
  }

  @Override
  public void close() {
    if (temporary != null) {
      temporary.close();
    }
  }
}
