package dev.widgetorigin.origin.config.value;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;

/**
 * Why a file or folder of this machine cannot be read or written, in words. An exception of the JDK
 * often has the path for its message, and nothing else. Pure.
 */
public final class FileTrouble {
  private FileTrouble() {}

  /**
   * What goes behind the colon of {@code cannot read dist: …}, such as {@code dist/a.js: permission
   * denied}, or {@code permission denied} where the file is the one that the message names.
   *
   * @param named the file or folder that the message names; null where it names none
   */
  public static String why(Path named, IOException e) {
    if (!(e instanceof FileSystemException trouble)) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
    String file = trouble.getFile();
    boolean isNamed = file == null || (named != null && file.equals(named.toString()));
    return (isNamed ? "" : file + ": ") + reason(trouble);
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied for the user " + System.getProperty("user.name");
    } else if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    } else if (e instanceof NotDirectoryException) {
      return "it is no folder";
    } else if (e instanceof FileAlreadyExistsException) {
      return "it exists already";
    } else if (e instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    } else if (e instanceof NotLinkException) {
      return "it is no link";
    } else if (e instanceof FileSystemLoopException) {
      return "its links lead back to it";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }
}
