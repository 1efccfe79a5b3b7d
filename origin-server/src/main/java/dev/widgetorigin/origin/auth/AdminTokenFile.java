package dev.widgetorigin.origin.auth;

import dev.widgetorigin.store.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code admin.token}: the administrator's token that the first start made, mode 0600. Commands on
 * this machine read it, so it follows when that token is replaced.
 */
final class AdminTokenFile {
  private final Path path;

  AdminTokenFile(Path folder) {
    this.path = folder.resolve("admin.token");
  }

  /** Durable when it returns. */
  void write(String secret) {
    TokenFile.replace(path, secret);
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
