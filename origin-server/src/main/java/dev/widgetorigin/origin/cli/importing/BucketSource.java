package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.origin.NativeLibraries;
import dev.widgetorigin.store.ingest.compress.Codec;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.object.s3.BucketFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Versions in a bucket of S3. An object that is kept compressed, with a {@code Content-Encoding},
 * is brought as browsers get it: decoded.
 */
final class BucketSource implements ImportSource {
  /** Of one version: no origin takes more. */
  private static final long MOST_BYTES = 1L << 30;

  private final BucketFiles bucket;
  private final VersionLayout layout;
  private final Path natives;
  private final String through;
  private final Map<String, VersionLayout.Found> found = new HashMap<>();
  private Map<String, Long> sizes = Map.of();

  /**
   * @param natives a folder for the libraries that decode Brotli and Zstandard; made when needed
   * @param through for messages: which proxy is asked, see {@code ProxyRules.through}
   */
  BucketSource(BucketFiles bucket, VersionLayout layout, Path natives, String through) {
    this.bucket = bucket;
    this.through = through;
    this.natives = natives;
    this.layout = layout;
  }

  @Override
  public Listing list() throws IOException {
    try {
      sizes = bucket.list();
    } catch (IOException e) {
      throw through.isEmpty() ? e : new IOException(e.getMessage() + ", asked" + through, e);
    }
    VersionLayout.Sorted sorted = layout.sort(sizes.keySet());
    sorted.versions().forEach(each -> found.put(each.root(), each));
    return new Listing(
        sorted.versions().stream()
            .map(each -> new Item(each.widget(), each.version(), each.root(), null, null))
            .toList(),
        sorted.leftOut());
  }

  @Override
  public Path fetch(Item item, Path work) throws IOException {
    try {
      return copied(item, work);
    } catch (BucketFiles.NotThere e) {
      throw new Unfit(e.getMessage());
    }
  }

  private Path copied(Item item, Path work) throws IOException {
    VersionLayout.Found version = found.get(item.place());
    if (version.files().stream().mapToLong(sizes::get).sum() > MOST_BYTES) {
      throw new Unfit("has more than " + MOST_BYTES + " bytes");
    }
    if (version.archive()) {
      String name = item.place().substring(item.place().lastIndexOf('/') + 1);
      Path file = inside(work, name);
      bucket.copy(item.place(), sizes.get(item.place()), file);
      return file;
    }
    for (String key : version.files()) {
      Path file = inside(work, key.substring(item.place().length() + 1));
      try {
        Files.createDirectories(file.getParent());
        String encoding = bucket.copy(key, sizes.get(key), file);
        decode(key, file, encoding.toLowerCase(Locale.ROOT).strip());
      } catch (FileAlreadyExistsException e) {
        throw new Unfit(key + ": is a file and a folder at once");
      }
    }
    return work;
  }

  /** A key is any text: what it names must be below the folder. */
  private static Path inside(Path work, String name) throws Unfit {
    try {
      Path file = work.resolve(name).normalize();
      if (file.startsWith(work)
          && !file.equals(work)
          && work.relativize(file).toString().equals(name)) {
        return file;
      }
    } catch (InvalidPathException notEvenThat) {
      // refused below
    }
    throw new Unfit("'" + name + "' is no path of a file");
  }

  private void decode(String key, Path file, String encoding) throws IOException {
    Encoding known =
        switch (encoding) {
          case "", "identity", "aws-chunked" -> null;
          case "gzip" -> Encoding.GZIP;
          case "br" -> Encoding.BR;
          case "zstd" -> Encoding.ZSTD;
          default -> throw new Unfit(key + ": has the unknown Content-Encoding " + encoding);
        };
    if (known == null) {
      return;
    }
    if (known != Encoding.GZIP) {
      var unused = NativeLibraries.load(natives);
    }
    // A name of its own: that of the file may be as long as one can be.
    Path decoded = Files.createTempFile(file.getParent(), "decoded", null);
    try (InputStream packed = Files.newInputStream(file);
        InputStream in = decoder(key, encoding, known, packed);
        OutputStream out = Files.newOutputStream(decoded)) {
      copy(key, encoding, in, out);
    }
    Files.move(decoded, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static InputStream decoder(String key, String encoding, Encoding known, InputStream in)
      throws Unfit {
    try {
      return Codec.decoder(known, in);
    } catch (IOException e) {
      throw wrong(key, encoding);
    } catch (UnsatisfiedLinkError e) {
      throw new Unfit(key + ": no library that decodes " + encoding + " can be loaded here");
    }
  }

  private static Unfit wrong(String key, String encoding) {
    return new Unfit(key + ": is not " + encoding + ", as its Content-Encoding says");
  }

  /** A small object may decode to endlessly many bytes. */
  private static void copy(String key, String encoding, InputStream in, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long all = 0;
    for (int n = read(key, encoding, in, buffer); n >= 0; n = read(key, encoding, in, buffer)) {
      all += n;
      if (all > MOST_BYTES) {
        throw new Unfit(key + ": has more than " + MOST_BYTES + " bytes once it is decoded");
      }
      out.write(buffer, 0, n);
    }
  }

  /** That it cannot be written, as on a full disk, is no fault of the object. */
  private static int read(String key, String encoding, InputStream in, byte[] buffer) throws Unfit {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw wrong(key, encoding);
    }
  }

  @Override
  public void close() {
    bucket.close();
  }
}
