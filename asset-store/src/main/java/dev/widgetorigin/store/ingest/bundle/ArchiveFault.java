package dev.widgetorigin.store.ingest.bundle;

import java.io.IOException;

/**
 * An archive that cannot be read any further. An IOException, so that it passes through streams; it
 * becomes the last of the problems that an {@link IngestException} lists.
 */
public final class ArchiveFault extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean tooLarge;

  private ArchiveFault(String problem, boolean tooLarge) {
    super(problem);
    this.tooLarge = tooLarge;
  }

  public static ArchiveFault invalid(String problem) {
    return new ArchiveFault(problem, false);
  }

  public static ArchiveFault tooLarge(String problem) {
    return new ArchiveFault(problem, true);
  }

  /** The same with a further sentence, where it is damage and not size. */
  public ArchiveFault withMore(String sentence) {
    return tooLarge || sentence.isEmpty() ? this : invalid(getMessage() + sentence);
  }

  public void addTo(Problems problems) {
    if (tooLarge) {
      problems.tooLarge(getMessage());
    } else {
      problems.invalid(getMessage());
    }
  }
}
