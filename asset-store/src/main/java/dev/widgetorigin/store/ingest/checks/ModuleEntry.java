package dev.widgetorigin.store.ingest.checks;

import java.util.List;

/**
 * What a bundle's entry file imports of the same bundle by relative references, itself or through
 * the files that it imports.
 *
 * @param isModule whether the entry must be an ES module; {@code import()} alone may be in a
 *     classic script, too
 * @param imports paths in the bundle, the nearest first
 * @param importedBack the first file that imports the entry again; null where none does
 */
public record ModuleEntry(
    String entry, boolean isModule, List<String> imports, String importedBack) {
  public ModuleEntry {
    imports = List.copyOf(imports);
  }
}
