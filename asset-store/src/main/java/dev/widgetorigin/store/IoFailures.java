package dev.widgetorigin.store;

import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.RefusedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/**
 * Turns a failing disk into UNAVAILABLE, in words: what could not be done, why, and what to do. No
 * path of this machine, for the message may reach a client; the exception within has it, for the
 * log.
 */
public final class IoFailures {
  private IoFailures() {}

  /**
   * {@code what} continues "could not" and names the object by its key, e.g. {@code write the
   * manifest of chat@1.2.3 (versions/chat/1.2.3.json)}.
   */
  public static StoreException unavailable(String what, IOException cause) {
    String remedy = remedy(cause);
    return new StoreException(
        Code.UNAVAILABLE,
        "the store could not "
            + what
            + ": "
            + reason(cause)
            + (remedy.isEmpty() ? "" : "; ")
            + remedy,
        cause);
  }

  public static String reason(IOException cause) {
    if (cause instanceof FileSystemException e) {
      return e.getReason() == null ? inWords(e) : e.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** What a person can do about it, as a sentence without its capital and full stop; or empty. */
  public static String remedy(IOException cause) {
    if (NoAnswerException.causes(cause) || RefusedException.causes(cause)) {
      // A bucket's, whose words may be those of a disk.
      return "";
    }
    String reason = reason(cause).toLowerCase(Locale.ROOT);
    if (reason.contains("no space left") || reason.contains("quota exceeded")) {
      return "free space where the store folder (store.path) is ('df -h'; 'df -i' where it has too"
          + " many files), or 'gc --delete' what nothing names";
    } else if (reason.contains("permission denied")) {
      return "give the store folder (store.path) and all in it to the user of this process";
    } else if (reason.contains("read-only file system")) {
      return "mount the disk of the store folder (store.path) for writing; a disk that failed is"
          + " often mounted read-only by the system, whose log says so";
    } else if (reason.contains("input/output error")) {
      return "the disk fails: look at the system's log, and have a backup at hand";
    } else if (reason.contains("too many open files")) {
      return "raise the limit of open files of this process (LimitNOFILE, ulimit -n)";
    } else if (reason.contains("cross-device link")) {
      return "keep all folders of the store on one file system: one of them is a link to another, or"
          + " a mount of its own";
    } else if (reason.contains("stale file handle")) {
      return "mount the network disk of the store folder (store.path) again";
    }
    return "";
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
