package dev.widgetorigin.store.ingest.checks;

/**
 * Something about a bundle that its publisher would want to know; it does not stop the publish.
 *
 * @param path of the file concerned, or null where it concerns the bundle
 */
public record Warning(Code code, String path, String message) {
  /** The kind of warning, stable for machines. */
  public enum Code {
    SIZE_BUDGET("size-budget"),
    MISSING_SOURCE_MAP("missing-source-map"),
    MISSING_ENTRY_FILE("missing-entry-file"),
    LOCAL_ADDRESS("local-address"),
    FILE_TYPE("file-type"),
    CONTENT_MISMATCH("content-mismatch"),
    AWKWARD_NAME("awkward-name"),
    COMPRESSION("compression"),
    MODULE_ENTRY("module-entry"),
    PACKAGE_JSON("package-json"),
    /** The same bytes were published before, and something that was asked for did not happen. */
    NOTHING_CHANGED("nothing-changed"),
    /** A rollout of another version is under way. */
    ROLLOUT_ACTIVE("rollout-active"),
    /** The channel that the version is published to is switched off. */
    SWITCHED_OFF("switched-off");

    private final String token;

    Code(String token) {
      this.token = token;
    }

    /** As in the answer to a publish, e.g. {@code size-budget}. */
    public String token() {
      return token;
    }
  }
}
