package dev.widgetorigin.store.layout;

import dev.widgetorigin.store.object.PutEvents;
import java.util.Locale;

/**
 * The places where the crash suite stops the process: before and after each durable step.
 *
 * <p>The system property {@code widgetorigin.crash} (or the environment variable {@code
 * WIDGET_ORIGIN_CRASH}) of {@code log-linked:3} halts the process, as {@code kill -9} would and
 * with status 137, when {@link #LOG_LINKED} is reached for the third time. Without it nothing is
 * counted.
 *
 * <p>For each kind of object: {@code written} (temporary file, not yet forced), {@code synced}
 * (forced, no key), {@code linked} (the key exists, its folder is not forced), {@code durable}.
 */
public enum CrashPoint {
  BLOB_WRITTEN,
  BLOB_SYNCED,
  BLOB_LINKED,
  BLOB_DURABLE,
  /** All blobs of a version are durable, nothing names them. */
  PUBLISH_BLOBS_DURABLE,
  MANIFEST_WRITTEN,
  MANIFEST_SYNCED,
  MANIFEST_LINKED,
  MANIFEST_DURABLE,
  LOG_WRITTEN,
  LOG_SYNCED,
  LOG_LINKED,
  LOG_DURABLE,
  /** The new snapshot is visible, the caller has no answer yet. */
  CATALOG_SWAPPED,
  CHECKPOINT_WRITTEN,
  CHECKPOINT_SYNCED,
  CHECKPOINT_LINKED,
  CHECKPOINT_DURABLE,
  /** The new checkpoint is durable, older ones are about to be deleted. */
  CHECKPOINT_BEFORE_DELETE,
  SEGMENT_WRITTEN,
  SEGMENT_SYNCED,
  SEGMENT_LINKED,
  SEGMENT_DURABLE,
  /** One of the single log objects that a segment holds was deleted. */
  SEGMENT_LOG_DELETED,
  /** A change is in the change log and visible, the audit log has no line of it. */
  AUDIT_BEFORE_LINE,
  /** The line is written, not yet forced. */
  AUDIT_WRITTEN,
  /** It is forced, the caller has no answer yet. */
  AUDIT_DURABLE,
  /** The file of the audit log has become a segment, the next is not there yet. */
  AUDIT_ROLLED,
  /** A line tells that a segment is removed, the segment is still there. */
  AUDIT_BEFORE_REMOVAL;

  /** The status of a process that was halted here. */
  public static final int EXIT_STATUS = 137;

  private static final Armed ARMED = Armed.read();

  /** The spelling of the setting: {@code log-linked}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Halts the process where the setting says so; else does nothing. */
  public static void reached(CrashPoint point) {
    if (ARMED != null) {
      ARMED.reached(point);
    }
  }

  /** Turns a backend's steps into points, or sees nothing where no point is armed. */
  public static PutEvents observer() {
    return ARMED == null ? PutEvents.NONE : CrashPoint::reached;
  }

  private static void reached(PutEvents.Step step, String key) {
    String kind = StoreLayout.kind(key);
    if (!kind.isEmpty()) {
      reached(CrashPoint.valueOf(kind + "_" + step.name()));
    }
  }

  private static final class Armed {
    private final CrashPoint point;
    private int left;

    private Armed(CrashPoint point, int left) {
      this.point = point;
      this.left = left;
    }

    static Armed read() {
      String setting =
          System.getProperty("widgetorigin.crash", System.getenv("WIDGET_ORIGIN_CRASH"));
      if (setting == null || setting.isEmpty()) {
        return null;
      }
      int colon = setting.indexOf(':');
      String name = colon < 0 ? setting : setting.substring(0, colon);
      int count = colon < 0 ? 1 : Integer.parseInt(setting.substring(colon + 1));
      return new Armed(CrashPoint.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')), count);
    }

    synchronized void reached(CrashPoint reached) {
      if (reached == point && --left == 0) {
        Runtime.getRuntime().halt(EXIT_STATUS);
      }
    }
  }
}
