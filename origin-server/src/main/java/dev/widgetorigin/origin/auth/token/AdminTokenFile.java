package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code admin.token}: the administrator's token that the first start made, mode 0600. Commands on
 * this machine read it, so it follows when that token is replaced.
 */
final class AdminTokenFile {
  private static final Logger LOG = LoggerFactory.getLogger(AdminTokenFile.class);

  private final Path path;

  AdminTokenFile(Path path) {
    this.path = path;
  }

  /** Durable when it returns. */
  void write(String secret) {
    PrivateFile.replace(path, secret);
  }

  /** Where another node's token counts: nobody may use this one. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn(
          "{} holds a token that does not count, and cannot be deleted: {}", path, e.toString());
    }
  }

  /** Whether it holds the token with that hash. */
  boolean holds(Digest hash) {
    try {
      return Files.isRegularFile(path)
          && TokenStore.hash(Files.readString(path).strip()).equals(hash);
    } catch (IOException cannotBeRead) {
      // Nobody else can read it then, either.
      return false;
    }
  }
}
