package dev.widgetorigin.store.ingest.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.aayushatharva.brotli4j.encoder.PreparedDictionary;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictContentType;
import com.github.luben.zstd.ZstdException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * How a file is encoded with an earlier one as its dictionary, and decoded again. The same bytes
 * always give the same bytes.
 *
 * <pre>
 * dcb: ff 44 43 42              SHA-256 of the dictionary   Brotli stream          (RFC 9842 §4)
 * dcz: 5e 2a 4d 18 20 00 00 00  SHA-256 of the dictionary   Zstandard frame        (RFC 9842 §5)
 * </pre>
 */
final class DeltaCodec {
  private static final byte[] DCB_MAGIC = {(byte) 0xff, 0x44, 0x43, 0x42};
  private static final byte[] DCZ_MAGIC = {0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0};

  private static final int BEST_BROTLI = 11;

  /** Some hundredths larger, four times as fast. */
  private static final int GOOD_BROTLI = 10;

  private static final int BEST_ZSTD = 19;

  /** A tenth to a fifth larger than the best, fifteen times as fast. */
  private static final int GOOD_ZSTD = 12;

  /** Above it a megabyte takes half a second at the best level, for a few bytes less. */
  private static final int LARGE = 1 << 20;

  private DeltaCodec() {}

  /**
   * dcb. {@code stop} is asked between blocks; once it says so, CancellationException is thrown.
   */
  static byte[] brotli(
      byte[] bytes, byte[] dictionary, Digest name, boolean best, BooleanSupplier stop)
      throws IOException {
    ByteArrayOutputStream out = frame(Encoding.DCB, name);
    Encoder.Parameters parameters = Codec.brotli(bytes.length, best ? BEST_BROTLI : GOOD_BROTLI);
    try (Prepared prepared = new Prepared(dictionary);
        BrotliOutputStream brotli =
            new BrotliOutputStream(out, parameters, Codec.bufferFor(bytes.length))) {
      brotli.attachDictionary(prepared.dictionary);
      write(bytes, brotli, stop);
    }
    return out.toByteArray();
  }

  /** dcz. {@code stop} as for {@link #brotli}. */
  static byte[] zstd(
      byte[] bytes, byte[] dictionary, Digest name, boolean best, BooleanSupplier stop)
      throws IOException {
    ByteArrayOutputStream out = frame(Encoding.DCZ, name);
    int level = best && bytes.length <= LARGE ? BEST_ZSTD : GOOD_ZSTD;
    try (OutputStream zstd = new ZstdPledgedOutputStream(out, bytes.length, level, dictionary)) {
      write(bytes, zstd, stop);
    }
    return out.toByteArray();
  }

  private static ByteArrayOutputStream frame(Encoding encoding, Digest name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(magic(encoding));
    out.writeBytes(name.toBytes());
    return out;
  }

  private static byte[] magic(Encoding encoding) {
    return switch (encoding) {
      case DCB -> DCB_MAGIC;
      case DCZ -> DCZ_MAGIC;
      default -> throw new IllegalArgumentException(encoding.token() + " has no dictionary");
    };
  }

  /** Native memory, of which the library lets go only where it is told to. */
  private static final class Prepared implements AutoCloseable {
    private final PreparedDictionary dictionary;

    Prepared(byte[] bytes) {
      // Preparing one does not load the library by itself.
      Brotli4jLoader.ensureAvailability();
      dictionary = Encoder.prepareDictionary(direct(bytes), 0);
    }

    @Override
    public void close() throws IOException {
      if (dictionary instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          // The library's interface may throw anything here.
          throw new IOException("the prepared dictionary was not let go", e);
        }
      }
    }
  }

  private static void write(byte[] bytes, OutputStream out, BooleanSupplier stop)
      throws IOException {
    for (int i = 0; i < bytes.length; i += Codec.BUFFER) {
      if (stop.getAsBoolean()) {
        throw new CancellationException("the delta was cancelled");
      }
      out.write(bytes, i, Math.min(Codec.BUFFER, bytes.length - i));
    }
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /**
   * Undoes {@link #brotli} and {@link #zstd}. Throws IOException where the content is no delta from
   * that dictionary.
   *
   * @param size of the decoded file
   */
  static byte[] decode(Encoding encoding, byte[] delta, byte[] dictionary, Digest name, int size)
      throws IOException {
    byte[] magic = magic(encoding);
    int head = magic.length + name.toBytes().length;
    boolean framed =
        delta.length > head
            && Arrays.equals(delta, 0, magic.length, magic, 0, magic.length)
            && Arrays.equals(delta, magic.length, head, name.toBytes(), 0, head - magic.length);
    if (!framed) {
      throw new IOException("expected a " + encoding.token() + " frame for dictionary " + name);
    }
    byte[] stream = Arrays.copyOfRange(delta, head, delta.length);
    return encoding == Encoding.DCB
        ? unbrotli(stream, dictionary, size)
        : unzstd(stream, dictionary, size);
  }

  private static byte[] unbrotli(byte[] stream, byte[] dictionary, int size) throws IOException {
    try (BrotliInputStream in =
        new BrotliInputStream(new ByteArrayInputStream(stream), Codec.BUFFER)) {
      in.attachDictionary(direct(dictionary));
      return in.readNBytes(size + 1);
    }
  }

  private static byte[] unzstd(byte[] stream, byte[] dictionary, int size) throws IOException {
    try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
      return context.loadDict(dictionary, ZstdDictContentType.RAW_CONTENT).decompress(stream, size);
    } catch (ZstdException e) {
      throw new IOException("the zstd frame cannot be decoded", e);
    }
  }
}
