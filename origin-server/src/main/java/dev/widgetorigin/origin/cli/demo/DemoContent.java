package dev.widgetorigin.origin.cli.demo;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictContentType;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Decodes content as a browser does. */
final class DemoContent {
  private static final int MAX_BYTES = 1 << 20;

  /** Magic number and SHA-256 before the stream (RFC 9842 §4, §5). */
  private static final int DCB_FRAME = 36;

  private static final int DCZ_FRAME = 40;

  private DemoContent() {}

  /**
   * The file.
   *
   * @param encoding as in Content-Encoding, or null
   * @param dictionary for a delta; else null
   */
  static byte[] decode(String encoding, byte[] body, byte[] dictionary) throws IOException {
    InputStream raw = new ByteArrayInputStream(body);
    return switch (encoding == null ? "identity" : encoding) {
      case "br" -> all(new BrotliInputStream(raw));
      case "zstd" -> all(new ZstdInputStream(raw));
      case "gzip" -> all(new GZIPInputStream(raw));
      case "dcb" -> dcb(body, dictionary);
      case "dcz" -> dcz(body, dictionary);
      default -> body;
    };
  }

  private static byte[] all(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  private static byte[] dcb(byte[] body, byte[] dictionary) throws IOException {
    BrotliInputStream in =
        new BrotliInputStream(
            new ByteArrayInputStream(body, DCB_FRAME, Math.max(0, body.length - DCB_FRAME)));
    in.attachDictionary(ByteBuffer.allocateDirect(dictionary.length).put(dictionary).flip());
    return all(in);
  }

  private static byte[] dcz(byte[] body, byte[] dictionary) {
    try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
      context.loadDict(dictionary, ZstdDictContentType.RAW_CONTENT);
      return context.decompress(
          Arrays.copyOfRange(body, Math.min(DCZ_FRAME, body.length), body.length), MAX_BYTES);
    }
  }
}
