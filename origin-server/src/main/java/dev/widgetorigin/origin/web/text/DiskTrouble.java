package dev.widgetorigin.origin.web.text;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * What is wrong with a disk or a store, and what helps, in words for people who use the control
 * API. No path of this machine is in them: {@code /health}, {@code doctor} and the error log name
 * those to who runs it.
 */
public final class DiskTrouble {
  private static final String NO_LIBRARY =
      "The origin cannot load a native library that compresses files, so it publishes nothing; reads"
          + " go on. The disk with its folder (store.path) may be mounted noexec: its /health and"
          + " 'widget-origin doctor' tell more. Start it again when that is mended.";

  private static final String NO_ANSWER =
      "The bucket of the store does not answer this node: its /health says since when. Repeat the"
          + " call when it answers again.";

  private static final String REFUSED =
      "That is the answer of the bucket of the store, and no disk of the origin: mend it there or in"
          + " the origin's settings (store.url, store.s3, its credentials), then repeat the call.";

  private DiskTrouble() {}

  /** {@code No space left on device}, {@code permission denied}, … */
  public static String reason(IOException cause) {
    if (cause instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    } else if (cause instanceof AccessDeniedException) {
      return "permission denied";
    } else if (cause instanceof NoSuchFileException) {
      return "a file or folder is missing";
    } else if (cause instanceof FileSystemException) {
      return cause.getClass().getSimpleName();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Sentences about a failure; null where it is neither the disk's nor the store's. */
  public static String describe(Throwable failure) {
    String bucket = ofBucket(failure);
    if (failure instanceof StoreException e) {
      String remedy = bucket == null ? remedy(e) : bucket;
      return (sentence(e.getMessage()) + " " + remedy).strip();
    }
    if (failure.getCause() instanceof LinkageError) {
      return NO_LIBRARY;
    }
    IOException cause =
        failure instanceof UncheckedIOException unchecked
            ? unchecked.getCause()
            : failure instanceof IOException e ? e : null;
    if (cause == null) {
      return null;
    }
    String reason = reason(cause);
    return "The origin could not read or write a file: "
        + reason
        + ". "
        + (bucket == null ? remedy(reason) : bucket);
  }

  /** Null where it does not come from the bucket, as far as is known. */
  private static String ofBucket(Throwable failure) {
    if (NoAnswerException.causes(failure)) {
      return NO_ANSWER;
    }
    return RefusedException.causes(failure) ? REFUSED : null;
  }

  private static String remedy(StoreException failure) {
    return switch (failure.code()) {
      case CORRUPT, MISSING ->
          "Something in the store is damaged or gone: 'widget-origin verify', on the origin's"
              + " machine, names it and says what helps.";
      case LOCKED, INCOMPATIBLE, CONFLICT -> "Nothing changed.";
      // Where no file was in the way, the message itself says what to do.
      case UNAVAILABLE -> isOfFile(failure) ? remedy(failure.getMessage()) : "";
    };
  }

  private static boolean isOfFile(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static String remedy(String message) {
    String reason = message.toLowerCase(Locale.ROOT);
    if (reason.contains("no space") || reason.contains("quota")) {
      return "The disk with the origin's folder (store.path) is full: free some space there, then"
          + " repeat the call.";
    } else if (reason.contains("read-only")) {
      return "The disk with the origin's folder (store.path) is read-only: mount it for writing,"
          + " then repeat the call.";
    } else if (reason.contains("permission")
        || reason.contains("not permitted")
        || reason.contains("may not")) {
      return "The user that runs the origin must be able to write to its folder (store.path); mend"
          + " its owner or mode, then repeat the call.";
    } else if (reason.contains("too many open files")) {
      return "The origin's process may not open more files: raise its limit (LimitNOFILE).";
    }
    return "Its /health and 'widget-origin doctor' tell what is wrong with its folder (store.path) or"
        + " its bucket; repeat the call when that is mended.";
  }

  private static String sentence(String text) {
    String first = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    return first.endsWith(".") ? first : first + ".";
  }
}
