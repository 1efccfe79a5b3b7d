package dev.widgetorigin.store.ingest.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.widgetorigin.store.manifest.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * How each plain {@link Encoding} is made and undone. The same bytes always give the same bytes.
 */
public final class Codec {
  static final int BUFFER = 64 * 1024;
  private static final int MIN_BUFFER = 4 * 1024;

  private static final int BROTLI_MIN_WINDOW = 10;
  private static final int BROTLI_MAX_WINDOW = 24;

  private Codec() {}

  /** Brotli is native code; there are machines that it is not built for. */
  static boolean isAvailable(Encoding encoding) {
    boolean isBrotli = encoding == Encoding.BR || encoding == Encoding.DCB;
    return !isBrotli || Brotli4jLoader.isAvailable();
  }

  /** Encodes as well as it can be done. */
  public static OutputStream encoder(Encoding encoding, OutputStream out, long size)
      throws IOException {
    return encoder(encoding, out, size, Effort.BEST);
  }

  /**
   * Encodes what is written to it, which must be {@code size} bytes, into {@code out}; closes it.
   */
  public static OutputStream encoder(Encoding encoding, OutputStream out, long size, Effort effort)
      throws IOException {
    int level = effort.level(encoding);
    return switch (encoding) {
      case BR -> new BrotliOutputStream(out, brotli(size, level), bufferFor(size));
      case ZSTD -> new ZstdPledgedOutputStream(out, size, level);
      case GZIP -> new GzipCompressorOutputStream(out, gzip(level));
      case DCB, DCZ -> throw needsDictionary(encoding);
    };
  }

  /** No more than a file needs: a bundle may have thousands of small ones. */
  static int bufferFor(long size) {
    return (int) Math.min(BUFFER, Math.max(MIN_BUFFER, size));
  }

  public static InputStream decoder(Encoding encoding, InputStream in) throws IOException {
    return switch (encoding) {
      case BR -> new BrotliInputStream(in, BUFFER);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in);
      case GZIP -> new GZIPInputStream(in, BUFFER);
      case DCB, DCZ -> throw needsDictionary(encoding);
    };
  }

  private static IllegalArgumentException needsDictionary(Encoding encoding) {
    return new IllegalArgumentException(encoding.token() + " needs a dictionary: see DeltaCodec");
  }

  static Encoder.Parameters brotli(long size, int quality) {
    // A window that the file does not fill costs the browser memory and gains nothing.
    int bits = 64 - Long.numberOfLeadingZeros(size + 16);
    int window = Math.min(BROTLI_MAX_WINDOW, Math.max(BROTLI_MIN_WINDOW, bits));
    return Encoder.Parameters.create(quality, window);
  }

  /** Neither name nor time in the header, so that it depends on the bytes alone. */
  private static GzipParameters gzip(int level) {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(level);
    parameters.setOperatingSystem(255);
    parameters.setBufferSize(BUFFER);
    return parameters;
  }
}
