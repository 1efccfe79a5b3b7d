package dev.widgetorigin.store.ingest.zip;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.BombRatio;
import dev.widgetorigin.store.ingest.bundle.BundleBuilder;
import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.ingest.zip.ZipDirectory.Entry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a zip file into a bundle. All headers are held against each other first; of an entry whose
 * headers are not in order, or of an archive that is over a limit, nothing is inflated.
 */
public final class ZipReader {
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
  private static final int PATCHED = 1 << 5;
  private static final int FORMAT = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;

  /** Methods that tools write where they are told to. */
  private static final Map<Integer, String> METHODS =
      Map.of(
          9, " (Deflate64)",
          12, " (bzip2)",
          14, " (LZMA)",
          93, " (zstd)",
          95, " (xz)",
          98, " (PPMd)");

  private final FileChannel file;
  private final BundleBuilder bundle;
  private final Problems problems;

  /** A file whose headers are in order; {@code data} is where its bytes start. */
  private record Checked(Entry entry, String path, long data) {}

  public ZipReader(FileChannel file, BundleBuilder bundle, Problems problems) {
    this.file = file;
    this.bundle = bundle;
    this.problems = problems;
  }

  public void read() throws IOException {
    ZipDirectory directory = ZipDirectory.read(file, bundle, problems);
    long[] data = new ZipLayout(file, problems).check(directory);
    List<Checked> files = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < data.length; i++) {
      Entry entry = directory.entries().get(i);
      EntryName name = entry.path().judge();
      // Both judge, so that both are reported.
      boolean nameIsGood = bundle.accept(name);
      if (nameIsGood && isLink(entry) && EntryName.isLeftOut(name.path())) {
        bundle.skip(name.path());
        continue;
      }
      boolean good = checkKind(entry) && nameIsGood;
      if (!isFolder(entry)) {
        total += entry.size();
        bundle.countBytes(entry.name().toString(), entry.size());
        if (BombRatio.isBomb(entry.packedSize(), entry.size())) {
          problems.tooLarge(BombRatio.problem(entry.name().toString()));
        }
        if (good) {
          files.add(new Checked(entry, name.path(), data[i]));
        }
      } else if (good) {
        bundle.folder(name.path());
      }
    }
    if (BombRatio.isBomb(file.size(), total)) {
      problems.tooLarge(BombRatio.problem("the zip archive"));
    }
    unpack(files);
  }

  private void unpack(List<Checked> files) throws IOException {
    for (Checked f : files) {
      try (ZipContent content = new ZipContent(file, f.entry, f.data)) {
        bundle.file(f.path, f.entry.size(), content);
        if (content.isRead()) {
          content.checkEnd();
        }
      } catch (ArchiveFault fault) {
        // The next entry's place does not depend on this one's bytes.
        fault.addTo(problems);
      }
    }
  }

  private boolean checkKind(Entry entry) {
    List<String> found = new ArrayList<>();
    if ((entry.flags() & PATCHED) != 0) {
      found.add(" is patch data");
    }
    if ((entry.flags() & ENCRYPTED) != 0) {
      // Its method and sizes are those of the encryption.
      found.add(" is encrypted: pack it without a password");
    } else if (entry.method() != ZipContent.STORED && entry.method() != ZipContent.DEFLATED) {
      found.add(
          " is compressed by method "
              + entry.method()
              + METHODS.getOrDefault(entry.method(), "")
              + ": pack it with Deflate, as zip does (7-Zip: -mm=Deflate); expected stored or"
              + " deflated");
    } else if (entry.method() == ZipContent.STORED && entry.size() != entry.packedSize()) {
      found.add(" is stored, but its two sizes differ");
    }
    int format = entry.mode() & FORMAT;
    if (isLink(entry)) {
      found.add(
          " is a symbolic link: pack what it leads to, with zip without -y, or leave it out; expected"
              + " files and folders only");
    } else if (format != 0 && format != REGULAR && format != DIRECTORY) {
      found.add(" is a device or FIFO; expected files and folders only");
    } else if (format == DIRECTORY && !isFolder(entry)) {
      found.add(" is a folder by its mode, but its name does not end with /");
    }
    if (isFolder(entry) && entry.size() != 0) {
      found.add(" is a folder but has " + entry.size() + " bytes");
    }
    found.forEach(problem -> problems.invalid(entry.name() + problem));
    return found.isEmpty();
  }

  private static boolean isLink(Entry entry) {
    return (entry.mode() & FORMAT) == LINK;
  }

  private static boolean isFolder(Entry entry) {
    return entry.path().endsWithSlash();
  }
}
