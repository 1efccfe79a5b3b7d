package dev.widgetorigin.store.ingest;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.BundleBuilder;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.PackageJson;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.ingest.compress.CompressionEvents;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import dev.widgetorigin.store.ingest.tar.GzipMembers;
import dev.widgetorigin.store.ingest.tar.TarHeader;
import dev.widgetorigin.store.ingest.tar.TarReader;
import dev.widgetorigin.store.ingest.zip.ZipReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Turns an upload into a bundle that may be published: unpack → validate → hash, then precompress.
 *
 * <pre>{@code
 * try (UnpackedBundle unpacked = ingest.unpack(new BundleArchive(upload), store.staging())) {
 *   CompressedBundle compressed = ingest.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE);
 *   store.publish(…, compressed.blobs());
 * }
 * }</pre>
 *
 * <p>Thread-safe; every call may block. Whatever an archive says, the heap holds fixed buffers and
 * at most {@code entries} names and digests.
 */
public final class Ingest {
  /** tar headers, padding, PAX headers and the end of the archive, per entry and in all. */
  private static final long TAR_BYTES_PER_ENTRY = 4096;

  private static final long TAR_BYTES = 1 << 20;

  /** Whether an archive is too large is for the origin to say. */
  private static final IngestLimits ANY_SIZE =
      new IngestLimits(1_000_000, 1L << 33, 1L << 33, 1 << 16);

  private final IngestLimits limits;
  private final Compressor compressor;

  public Ingest(IngestLimits limits, Compressor compressor) {
    this.limits = limits;
    this.compressor = compressor;
  }

  /**
   * Unpacks, validates and hashes into a new folder in {@code stagingFolder}. Throws
   * IngestException with all problems, or IOException where this machine is at fault; either way
   * nothing is left behind.
   *
   * <p>A single top folder ({@code package/} or any other) is stripped, as npm does. Files and
   * folders that start with a dot are left out and named in {@code skipped}.
   */
  public UnpackedBundle unpack(BundleArchive archive, Path stagingFolder) throws IOException {
    Path folder = Files.createTempDirectory(stagingFolder, "bundle-");
    Problems problems = new Problems();
    boolean done = false;
    try {
      BundleBuilder bundle = new BundleBuilder(limits, problems, folder);
      read(archive, bundle, problems);
      UnpackedBundle unpacked = bundle.finish();
      done = true;
      return unpacked;
    } catch (ArchiveFault fault) {
      fault.withMore(ArchiveFormat.whyDamaged(archive.declaredType())).addTo(problems);
      throw problems.toException();
    } finally {
      if (!done) {
        UnpackedBundle.deleteFolder(folder);
      }
    }
  }

  /** Makes the variants, and deltas from earlier files. Blocks until they are made. */
  public CompressedBundle compress(
      UnpackedBundle bundle, Dictionaries dictionaries, CompressionEvents events)
      throws IOException, InterruptedException {
    return compressor.compress(bundle, dictionaries, events);
  }

  /** Makes only the variants that take next to no time: see {@link Compressor#compressQuickly}. */
  public CompressedBundle compressQuickly(UnpackedBundle bundle)
      throws IOException, InterruptedException {
    return compressor.compressQuickly(bundle);
  }

  /**
   * Unpacks and validates without an origin, whose limits are its own; only {@code entries} count.
   */
  public static UnpackedBundle ofAnySize(BundleArchive archive, Path stagingFolder)
      throws IOException {
    return new Ingest(ANY_SIZE, null).unpack(archive, stagingFolder);
  }

  /**
   * The bytes of the package.json that a publish of this archive would take: the one at the top,
   * behind the folder that is stripped. Null where there is none. Unpacks into a new folder in
   * {@code stagingFolder}, of which nothing is left; throws IngestException where the archive is
   * broken or unsafe.
   */
  public static byte[] packageJson(Path archive, Path stagingFolder) throws IOException {
    try (UnpackedBundle bundle = ofAnySize(new BundleArchive(archive), stagingFolder)) {
      for (UnpackedFile file : bundle.files()) {
        if (file.path().equals(PackageJson.NAME) && file.size() <= PackageJson.MAX_BYTES) {
          return Files.readAllBytes(file.file());
        }
      }
      return null;
    }
  }

  private void read(BundleArchive archive, BundleBuilder bundle, Problems problems)
      throws IOException {
    try (FileChannel file = FileChannel.open(archive.file(), StandardOpenOption.READ)) {
      byte[] first = new byte[TarHeader.BLOCK];
      int length = Math.max(0, file.read(ByteBuffer.wrap(first), 0));
      switch (ArchiveFormat.detect(first, length)) {
        case GZIP -> {
          try (InputStream in = new GzipMembers(Channels.newInputStream(file), tarLimit())) {
            new TarReader(requireTar(in), bundle, problems).read();
          }
        }
        case TAR -> {
          if (file.size() > tarLimit()) {
            throw ArchiveFault.tooLarge(
                "unpacks to more than " + limits.unpackedBytes() + " bytes");
          }
          new TarReader(new BufferedInputStream(Channels.newInputStream(file)), bundle, problems)
              .read();
        }
        case ZIP -> new ZipReader(file, bundle, problems).read();
        case OTHER ->
            throw ArchiveFault.invalid(
                ArchiveFormat.unknown(first, length, archive.declaredType()));
      }
    }
  }

  /** The same bytes, or a fault that says what is in a gzip that holds no tar. */
  private static InputStream requireTar(InputStream in) throws IOException {
    PushbackInputStream all = new PushbackInputStream(in, TarHeader.BLOCK);
    byte[] first = all.readNBytes(TarHeader.BLOCK);
    ArchiveFormat found = ArchiveFormat.detect(first, first.length);
    boolean empty = first.length == TarHeader.BLOCK && TarHeader.isZero(first);
    if (found != ArchiveFormat.TAR && !empty) {
      throw ArchiveFault.invalid(ArchiveFormat.inGzip(found, first));
    }
    all.unread(first);
    return all;
  }

  private long tarLimit() {
    return limits.unpackedBytes() + TAR_BYTES_PER_ENTRY * limits.entries() + TAR_BYTES;
  }
}
