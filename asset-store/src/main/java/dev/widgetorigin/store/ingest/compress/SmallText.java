package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.manifest.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/** Encodes generated texts that belong to no bundle, by the rules that bundles' files follow. */
public final class SmallText {
  private SmallText() {}

  /** The encoded forms that pay. Takes milliseconds of a core: never call it on an event loop. */
  public static Map<Encoding, byte[]> variants(byte[] text) {
    Map<Encoding, byte[]> variants = new EnumMap<>(Encoding.class);
    for (Encoding encoding : Encoding.PLAIN) {
      if (Codec.isAvailable(encoding)) {
        byte[] encoded = encode(encoding, text);
        if (VariantMaker.pays(text.length, encoded.length)) {
          variants.put(encoding, encoded);
        }
      }
    }
    return variants;
  }

  private static byte[] encode(Encoding encoding, byte[] text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length);
    try (OutputStream out = Codec.encoder(encoding, bytes, text.length)) {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
