package dev.widgetorigin.store.ingest.compress;

import com.aayushatharva.brotli4j.encoder.Encoder;
import dev.widgetorigin.store.manifest.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/** Encodes generated texts that belong to no bundle, by the rules that bundles' files follow. */
public final class SmallText {
  private static final int BEST_BROTLI = 11;

  private SmallText() {}

  /** The encoded forms that pay. Takes milliseconds of a core: never call it on an event loop. */
  public static Map<Encoding, byte[]> variants(byte[] text) {
    Map<Encoding, byte[]> variants = new EnumMap<>(Encoding.class);
    for (Encoding encoding : Encoding.PLAIN) {
      if (Codec.isAvailable(encoding)) {
        byte[] encoded = encoding == Encoding.BR ? brotli(text) : encode(encoding, text);
        if (VariantMaker.pays(text.length, encoded.length)) {
          variants.put(encoding, encoded);
        }
      }
    }
    return variants;
  }

  /**
   * The smaller of what two modes make of it. In a text of two kilobytes it is chance where the
   * encoder begins another block: of loaders that differ in a hash alone, one may have thirty bytes
   * more. The modes are seldom unlucky with the same text.
   */
  private static byte[] brotli(byte[] text) {
    byte[] smallest = encode(Encoding.BR, text);
    Encoder.Parameters parameters =
        Codec.brotli(text.length, BEST_BROTLI).setMode(Encoder.Mode.FONT);
    try {
      byte[] other = Encoder.compress(text, parameters);
      return other.length < smallest.length ? other : smallest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
