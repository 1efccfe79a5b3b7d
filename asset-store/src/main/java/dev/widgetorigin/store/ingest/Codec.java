package dev.widgetorigin.store.ingest;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.widgetorigin.store.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** How each {@link Encoding} is made and undone. The same bytes always give the same bytes. */
final class Codec {
  static final int BUFFER = 64 * 1024;

  /**
   * Up to here Brotli works at quality 11, and above at 9: 11 takes about 1.5 s of a core per MiB
   * of script (typescript.js: 0.7 s for 512 KiB, 6 s for 4 MiB, 13 s for 8 MiB), so that a few
   * large files would hold a publish up for minutes. Only data files and very large maps are
   * affected.
   */
  static final long BROTLI_BEST_BYTES = 4L << 20;

  private static final int BROTLI_BEST = 11;
  private static final int BROTLI_FAST = 9;
  private static final int BROTLI_MIN_WINDOW = 10;
  private static final int BROTLI_MAX_WINDOW = 24;

  private Codec() {}

  /** Brotli is native code; there are machines that it is not built for. */
  static boolean isAvailable(Encoding encoding) {
    return encoding != Encoding.BR || Brotli4jLoader.isAvailable();
  }

  /**
   * Encodes what is written to it, which must be {@code size} bytes, into {@code out}; closes it.
   */
  static OutputStream encoder(Encoding encoding, OutputStream out, long size) throws IOException {
    return switch (encoding) {
      case BR -> new BrotliOutputStream(out, brotli(size), BUFFER);
      case ZSTD -> new ZstdPledgedOutputStream(out, size);
      case GZIP -> new GzipCompressorOutputStream(out, gzip());
    };
  }

  static InputStream decoder(Encoding encoding, InputStream in) throws IOException {
    return switch (encoding) {
      case BR -> new BrotliInputStream(in, BUFFER);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in);
      case GZIP -> new GZIPInputStream(in, BUFFER);
    };
  }

  static Encoder.Parameters brotli(long size) {
    // A window that the file does not fill costs the browser memory and gains nothing.
    int bits = 64 - Long.numberOfLeadingZeros(size + 16);
    int window = Math.min(BROTLI_MAX_WINDOW, Math.max(BROTLI_MIN_WINDOW, bits));
    return Encoder.Parameters.create(size <= BROTLI_BEST_BYTES ? BROTLI_BEST : BROTLI_FAST, window);
  }

  /** Neither name nor time in the header, so that it depends on the bytes alone. */
  private static GzipParameters gzip() {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(Deflater.BEST_COMPRESSION);
    parameters.setOperatingSystem(255);
    parameters.setBufferSize(BUFFER);
    return parameters;
  }
}
