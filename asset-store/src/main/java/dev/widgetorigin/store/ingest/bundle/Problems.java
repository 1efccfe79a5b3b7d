package dev.widgetorigin.store.ingest.bundle;

import dev.widgetorigin.store.ingest.bundle.IngestException.Kind;
import java.util.ArrayList;
import java.util.List;

/** What has been found wrong so far: bounded, in the order found. Not thread-safe. */
public final class Problems {
  static final int LIMIT = 100;

  private final List<String> list = new ArrayList<>();
  private boolean invalid;
  private boolean overLimit;
  private long more;

  public void invalid(String problem) {
    invalid = true;
    add(problem);
  }

  /** Something that is only too much of it. */
  public void tooLarge(String problem) {
    overLimit = true;
    add(problem);
  }

  private void add(String problem) {
    if (list.size() < LIMIT) {
      list.add(problem);
    } else {
      more++;
    }
  }

  boolean none() {
    return list.isEmpty();
  }

  /** Whether something was too large: then no more bytes are looked at. */
  boolean overLimit() {
    return overLimit;
  }

  public void throwIfAny() {
    if (!list.isEmpty()) {
      throw toException();
    }
  }

  public IngestException toException() {
    List<String> all = new ArrayList<>(list);
    if (more > 0) {
      all.add("… and " + more + " more");
    }
    return new IngestException(invalid ? Kind.INVALID : Kind.TOO_LARGE, all);
  }
}
