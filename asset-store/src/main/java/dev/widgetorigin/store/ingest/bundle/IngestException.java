package dev.widgetorigin.store.ingest.bundle;

import java.util.List;

/**
 * A bundle that may not be published, and everything that is wrong with it. The problems name paths
 * inside the bundle only, so they may be shown to the publisher.
 */
public final class IngestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** How the publisher is answered. */
  public enum Kind {
    /** Broken or unsafe: 422. */
    INVALID,
    /** Nothing wrong but that it is over a limit: 413. */
    TOO_LARGE
  }

  private final Kind kind;
  private final transient List<String> problems;

  IngestException(Kind kind, List<String> problems) {
    super(String.join("; ", problems));
    this.kind = kind;
    this.problems = List.copyOf(problems);
  }

  public Kind kind() {
    return kind;
  }

  /**
   * In the order of the archive, then what concerns it as a whole; at most {@value Problems#LIMIT}
   * and a line that says how many more.
   */
  public List<String> problems() {
    return problems;
  }
}
