package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.resolver.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where versions are now. Only looked at, never changed. Not thread-safe; blocks. */
interface ImportSource extends AutoCloseable {
  /**
   * A version that is there.
   *
   * @param widget as it is called there; null where only its package.json may say
   * @param place where it is, for people
   * @param published when it was published there; null where that is not known
   * @param deprecated why it is deprecated there; null where it is not
   */
  record Item(String widget, Version version, String place, Instant published, String deprecated) {}

  /**
   * What is there.
   *
   * @param items by widget, the lowest version first
   * @param leftOut what is not brought, each with the reason
   * @param tags names for versions that are brought, {@code latest} among them
   * @param latest what {@code latest} is there, brought or not; null where it has none
   */
  record Listing(
      List<Item> items, Map<String, String> leftOut, Map<String, Version> tags, Version latest) {
    /** Of a source that has no names for versions. */
    Listing(List<Item> items, Map<String, String> leftOut) {
      this(items, leftOut, Map.of(), null);
    }
  }

  Listing list() throws IOException;

  /**
   * A folder or an archive with the version's bytes, as they are there.
   *
   * @param work an empty folder for what has to be fetched
   * @throws Unfit where this version cannot be brought, and others can
   * @throws IOException where no version can
   */
  Path fetch(Item item, Path work) throws IOException;

  @Override
  void close();

  /** One version is not fit to be brought. */
  final class Unfit extends IOException {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }
}
