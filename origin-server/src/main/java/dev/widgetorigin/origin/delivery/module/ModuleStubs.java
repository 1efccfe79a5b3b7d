package dev.widgetorigin.origin.delivery.module;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.origin.web.text.RelativeReference;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.script.ModuleSyntax;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;

/**
 * The small modules that stand at the alias URLs of a widget in {@code stub} mode. Each re-exports
 * everything from the exact URL, so that the entry module, and the chunks that import it, come from
 * one version, and are one instance however the page came to them: a browser's module map goes by
 * URL.
 *
 * <pre>
 * export * from "../v1.2.3/chat.js";
 * export { default } from "../v1.2.3/chat.js";
 * </pre>
 *
 * <p>{@code export *} leaves the default export out, and to name one that does not exist is an
 * error; so the module's text is read, once for each digest. Where it cannot be understood, the
 * stub takes the default export from the module's namespace, which is {@code undefined} where there
 * is none. Thread-safe; may block.
 */
public final class ModuleStubs {
  private final BlobReader reader;

  /** By the digest of the module's bytes. */
  private final Cache<Digest, ModuleSyntax> syntax =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();

  /** Of manifests that are in memory; the keys are compared by identity. */
  private final Cache<Manifest, ModuleEntries> entries =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

  public ModuleStubs(BlobReader reader) {
    this.reader = reader;
  }

  /**
   * The stub's text; null where the file is no entry module, and is to be asked for at its exact
   * URL. Throws StoreException where the file cannot be read.
   *
   * @param rawPath the URL's path as it came
   * @param exact the path of the exact URL, encoded
   */
  public byte[] text(Manifest manifest, AssetEntry file, String rawPath, String exact) {
    ModuleEntries offered = entries.get(manifest, ModuleEntries::of);
    if (!offered.contains(file.path())) {
      return null;
    }
    ModuleSyntax found = syntax.get(file.digest(), digest -> read(digest, file.size()));
    if (!offered.isModule(file.path(), found)) {
      return null;
    }
    String text = stub(found.defaultExport(), specifier(rawPath, exact));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ModuleSyntax read(Digest digest, long size) {
    try (Reader text =
        new InputStreamReader(
            Channels.newInputStream(reader.open(digest, size)), StandardCharsets.UTF_8)) {
      return ModuleSyntax.read(text);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Code.UNAVAILABLE, "blob " + digest + " could not be read", e);
    }
  }

  /** Relative, as a browser needs it: without {@code ./} it would be a bare name. */
  static String specifier(String rawPath, String exact) {
    String reference = RelativeReference.between(PercentEncoding.encodeRemaining(rawPath), exact);
    return reference.startsWith(".") ? reference : "./" + reference;
  }

  static String stub(ModuleSyntax.DefaultExport defaultExport, String specifier) {
    String all = "export * from \"" + specifier + "\";\n";
    return switch (defaultExport) {
      case YES -> all + "export { default } from \"" + specifier + "\";\n";
      case NO -> all;
      case UNKNOWN ->
          "// Whether the module has a default export could not be told from its text.\n"
              + "import * as module from \""
              + specifier
              + "\";\n"
              + all
              + "export default module.default;\n";
    };
  }
}
