package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.ingest.bundle.Hasher;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Makes one variant of one file, and proves it: what is kept has been decoded back to the
 * original's digest.
 */
final class VariantMaker {
  /** A variant must save this much to be worth another representation in every cache. */
  static final long MIN_SAVED_BYTES = 64;

  private static final long MIN_SAVED_PERCENT = 5;

  /**
   * Sent as they are: what is compressed by itself, and what is read by ranges, such as PDF, audio,
   * video, archives, databases and maps. A range counts encoded bytes (RFC 9110 §14.2), so a reader
   * of ranges that gets an encoded answer must load the whole file. Fonts of the older kinds, svg
   * and wasm are compressed, and so are {@code ts} and {@code mts}, which are TypeScript more often
   * than video.
   */
  private static final Set<String> PACKED =
      Set.of(
          ("3g2 3gp 7z aac aif aifc aiff amr apk apng asf au avi avif br bz2 cab caf"
                  + " cbr cbz copc cpio crx deb dmg docx ear epub f4v fgb flac flv gem gif gz"
                  + " heic heif ipa iso jar jfif jpeg jpg jxl laz lz lz4 lzh lzma lzo m1v m2ts"
                  + " m2v m4a m4b m4p m4s m4v mbtiles mid midi mka mkv mov mp2 mp3 mp4 mpa mpe"
                  + " mpeg mpg mpga mpv mxf odp ods odt oga ogg ogv ogx opus parquet pdf"
                  + " pmtiles png pptx ra rar rm rpm snd spx sqlite sqlite3 tar tbz tbz2 tgz"
                  + " tif tiff tlz txz tzst vob wacz war warc wav wave weba webm webp whl wma"
                  + " wmv woff woff2 wv xlsx xpi xz z zip zst")
              .split(" "));

  private VariantMaker() {}

  /** A variant and where its bytes are. */
  record Made(Variant variant, StagedBlob blob) {}

  static boolean isCompressible(String path, long size) {
    int dot = path.lastIndexOf('.');
    String extension = dot > path.lastIndexOf('/') ? path.substring(dot + 1) : "";
    return size > MIN_SAVED_BYTES && !PACKED.contains(extension.toLowerCase(Locale.ROOT));
  }

  static boolean pays(long size, long encodedSize) {
    long saved = size - encodedSize;
    return saved >= MIN_SAVED_BYTES && saved * 100 >= size * MIN_SAVED_PERCENT;
  }

  /**
   * Empty where the variant does not pay. {@code cancelled} is asked between blocks; once it says
   * so this throws CancellationException.
   */
  static Optional<Made> make(
      UnpackedFile file, Encoding encoding, Effort effort, BooleanSupplier cancelled)
      throws IOException {
    // What was made quickly may be a blob of the store by now, under its name here as well.
    String suffix = "." + encoding.token() + (effort == Effort.QUICK ? ".quick" : "");
    Path target = file.file().resolveSibling(file.file().getFileName() + suffix);
    MessageDigest sha256 = Hasher.newDigest("SHA-256");
    try (InputStream in = Files.newInputStream(file.file());
        OutputStream out =
            Codec.encoder(
                encoding,
                new DigestOutputStream(Files.newOutputStream(target), sha256),
                file.size(),
                effort)) {
      copy(in, out, cancelled);
    }
    long size = Files.size(target);
    if (!pays(file.size(), size)) {
      Files.delete(target);
      return Optional.empty();
    }
    verify(file, target, encoding, cancelled);
    Digest digest = Digest.of(sha256.digest());
    return Optional.of(
        new Made(new Variant(encoding, digest, size), new StagedBlob(digest, target)));
  }

  private static void verify(
      UnpackedFile file, Path target, Encoding encoding, BooleanSupplier cancelled)
      throws IOException {
    MessageDigest sha256 = Hasher.newDigest("SHA-256");
    try (InputStream in = Codec.decoder(encoding, Files.newInputStream(target));
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      copy(in, out, cancelled);
    }
    if (!Digest.of(sha256.digest()).equals(file.digest())) {
      throw new IOException(
          "the " + encoding.token() + " form of " + file.path() + " does not decode to it");
    }
  }

  private static void copy(InputStream in, OutputStream out, BooleanSupplier cancelled)
      throws IOException {
    byte[] buffer = new byte[Codec.BUFFER];
    int n;
    while ((n = in.read(buffer)) >= 0) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("precompression was cancelled");
      }
      out.write(buffer, 0, n);
    }
  }
}
