package dev.widgetorigin.store;

import dev.widgetorigin.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Turns a failing disk into UNAVAILABLE, in words without paths. */
final class IoFailures {
  private IoFailures() {}

  /** {@code what} continues "could not", e.g. {@code write the manifest of chat@1.2.3}. */
  static StoreException unavailable(String what, IOException cause) {
    return new StoreException(
        Code.UNAVAILABLE, "the store could not " + what + ": " + reason(cause), cause);
  }

  static String reason(IOException cause) {
    if (cause instanceof FileSystemException e) {
      return e.getReason() == null ? inWords(e) : e.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String inWords(FileSystemException cause) {
    if (cause instanceof FileAlreadyExistsException) {
      return "expected a folder or a free name, found a file";
    } else if (cause instanceof NoSuchFileException) {
      return "expected a file, found none";
    } else if (cause instanceof AccessDeniedException) {
      return "this process may not (permission denied)";
    } else if (cause instanceof NotDirectoryException) {
      return "expected a folder, found a file";
    }
    return cause.getClass().getSimpleName();
  }
}
