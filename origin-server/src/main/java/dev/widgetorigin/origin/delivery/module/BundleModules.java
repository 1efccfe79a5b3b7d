package dev.widgetorigin.origin.delivery.module;

import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.script.ModuleSyntax;
import dev.widgetorigin.store.script.ModuleSyntax.DefaultExport;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a page has to know of a bundle as ES modules, to load it by a tag or an import map.
 *
 * @param entry whether the entry file is a module, so that its tag needs {@code type="module"}
 * @param names by which modules are imported, e.g. {@code chat/de}, to the file
 */
public record BundleModules(boolean entry, Map<String, String> names) {
  /** The text of a larger entry file is not read; what package.json says of it counts. */
  private static final long MOST = 4L << 20;

  private static final ModuleSyntax UNREAD = new ModuleSyntax(false, DefaultExport.UNKNOWN);

  /** Whether a script is one by its name, or by package.json; its text is not read. */
  public static boolean declares(Manifest manifest, AssetEntry script) {
    return ModuleEntries.of(manifest).isModule(script.path(), UNREAD);
  }

  /** May block; throws IOException or StoreException where the entry file cannot be read. */
  public static BundleModules of(Manifest manifest, BlobStore blobs) throws IOException {
    Map<String, String> names = new TreeMap<>();
    ModuleNames.of(manifest)
        .forEach((name, file) -> names.put(manifest.widget().toString() + name, file));
    AssetEntry entry = manifest.entry() == null ? null : manifest.files().get(manifest.entry());
    return new BundleModules(
        entry != null
            && MediaTypes.isScript(MediaTypes.of(entry.path()))
            && ModuleEntries.of(manifest).isModule(entry.path(), syntax(entry, blobs)),
        names);
  }

  private static ModuleSyntax syntax(AssetEntry entry, BlobStore blobs) throws IOException {
    if (entry.size() > MOST) {
      return UNREAD;
    }
    try (Reader text =
        new InputStreamReader(
            blobs.read(entry.digest(), entry.size()).open(), StandardCharsets.UTF_8)) {
      return ModuleSyntax.read(text);
    }
  }
}
