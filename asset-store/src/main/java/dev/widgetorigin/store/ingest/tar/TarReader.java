package dev.widgetorigin.store.ingest.tar;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.BundleBuilder;
import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.ingest.bundle.RawName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads a tar stream (V7, ustar, PAX, GNU long names) into a bundle. Only files, folders and hard
 * links to files before them are taken; every other type is a problem, and so is every header that
 * two readers could understand differently.
 *
 * <p>This reads the blocks itself rather than through a library: a library applies global headers,
 * sparse maps and size overrides before one can object to them.
 */
public final class TarReader {
  private static final int MAX_EXTENDED = 64 * 1024;
  private static final String SPARSE =
      "a sparse file; pack it without --sparse (GNU tar) or with --no-read-sparse (bsdtar)";

  private final InputStream in;
  private final BundleBuilder bundle;
  private final Problems problems;
  private final byte[] block = new byte[TarHeader.BLOCK];
  private final byte[] waste = new byte[16 * 1024];
  private Extension extension = Extension.NONE;

  /** What the headers before an entry say of it. */
  private record Extension(RawName name, PaxRecords pax, RawName link) {
    static final Extension NONE = new Extension(null, null, null);
  }

  public TarReader(InputStream in, BundleBuilder bundle, Problems problems) {
    this.in = in;
    this.bundle = bundle;
    this.problems = problems;
  }

  public void read() throws IOException {
    while (true) {
      if (!readBlock()) {
        throw ArchiveFault.invalid(
            "the tar archive ends without its end mark: it is cut short, or the tool that wrote it"
                + " did not finish it; pack it anew");
      }
      if (TarHeader.isZero(block)) {
        checkEnd();
        return;
      }
      TarHeader header = TarHeader.parse(block);
      switch (header.type()) {
        case 'x' -> pax(header);
        case 'g' -> globalPax(header);
        case 'L' -> longName(header);
        case 'K' -> longLink(header);
        default -> entry(header);
      }
    }
  }

  private void pax(TarHeader header) throws IOException {
    if (extension.pax != null) {
      throw ArchiveFault.invalid("two PAX headers for one entry");
    }
    PaxRecords pax = PaxRecords.parse(readExtended(header, "a PAX header"));
    extension = new Extension(extension.name, pax, extension.link);
  }

  /** {@code git archive} writes one with a comment; one that renames or resizes is a trick. */
  private void globalPax(TarHeader header) throws IOException {
    bundle.countEntry();
    requireNoExtension("a global PAX header");
    PaxRecords pax = PaxRecords.parse(readExtended(header, "a global PAX header"));
    for (String key : pax.values().keySet()) {
      if (PaxRecords.isTelling(key)) {
        problems.invalid("a global PAX header sets " + EntryName.show(key) + " for all entries");
      }
    }
  }

  private void longName(TarHeader header) throws IOException {
    if (extension.name != null) {
      throw ArchiveFault.invalid("two GNU long names for one entry");
    }
    RawName name = longText(header, "a GNU long name");
    extension = new Extension(name, extension.pax, extension.link);
  }

  private void longLink(TarHeader header) throws IOException {
    if (extension.link != null) {
      throw ArchiveFault.invalid("two GNU long links for one entry");
    }
    RawName link = longText(header, "a GNU long link");
    extension = new Extension(extension.name, extension.pax, link);
  }

  private RawName longText(TarHeader header, String what) throws IOException {
    byte[] bytes = readExtended(header, what);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    for (int i = end; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        throw ArchiveFault.invalid(what + " goes on after its end");
      }
    }
    return new RawName(Arrays.copyOf(bytes, end));
  }

  private void entry(TarHeader header) throws IOException {
    bundle.countEntry();
    Extension told = extension;
    extension = Extension.NONE;
    RawName rawName = effectiveName(header, told);
    EntryName name = rawName.judge();
    boolean nameIsGood = bundle.accept(name);
    String shown = rawName.toString();
    checkExtension(header, told, shown);
    switch (header.type()) {
      // Contiguous files: "if not supported, treat as regular files" (POSIX, pax, ustar format).
      case '0', '7' -> {
        if (!rawName.endsWithSlash()) {
          file(name, nameIsGood, shown, header.size());
        } else {
          // The way of V7 tar to write a folder.
          folder(name, nameIsGood, shown, header.size());
        }
      }
      case '5' -> folder(name, nameIsGood, shown, header.size());
      case '1' -> link(header, told, name, nameIsGood, shown);
      case '2', '3', '4', '6' -> {
        if (nameIsGood && EntryName.isLeftOut(name.path())) {
          bundle.skip(name.path());
        } else {
          problems.invalid(shown + " is " + kindOf(header.type()));
        }
      }
      default -> {
        problems.invalid(shown + " is " + kindOf(header.type()));
        skip(padded(header.size()));
      }
    }
  }

  private void file(EntryName name, boolean nameIsGood, String shown, long size)
      throws IOException {
    bundle.countBytes(shown, size);
    Counted content = new Counted(size);
    if (nameIsGood) {
      bundle.file(name.path(), size, content);
    }
    skip(content.left + padded(size) - size);
  }

  private void folder(EntryName name, boolean nameIsGood, String shown, long size)
      throws IOException {
    if (size != 0) {
      problems.invalid(shown + " is a folder but has " + size + " bytes");
      skip(padded(size));
    } else if (nameIsGood) {
      bundle.folder(name.path());
    }
  }

  /** One with bytes of its own is refused: readers disagree on whether they follow. */
  private void link(
      TarHeader header, Extension told, EntryName name, boolean nameIsGood, String shown) {
    if (header.size() != 0) {
      problems.invalid(shown + " is a hard link but has " + header.size() + " bytes");
    } else if (nameIsGood) {
      bundle.link(name.path(), effectiveLink(header, told, shown).judge().path());
    }
  }

  private RawName effectiveLink(TarHeader header, Extension told, String shown) {
    byte[] path = told.pax == null ? null : told.pax.values().get("linkpath");
    if (path != null && told.link != null) {
      problems.invalid(shown + " has a PAX linkpath and a GNU long link");
    }
    return path != null ? new RawName(path) : told.link != null ? told.link : header.link();
  }

  private RawName effectiveName(TarHeader header, Extension told) {
    byte[] path = told.pax == null ? null : told.pax.values().get("path");
    if (path != null && told.name != null) {
      problems.invalid(
          EntryName.show(new String(path, StandardCharsets.UTF_8))
              + " has a PAX path and a GNU long name");
    }
    return path != null ? new RawName(path) : told.name != null ? told.name : header.name();
  }

  private void checkExtension(TarHeader header, Extension told, String shown) {
    boolean isLink = header.type() == '1' || header.type() == '2';
    if (told.link != null && !isLink) {
      problems.invalid(shown + " has a GNU long link but is no link");
    }
    if (told.pax == null) {
      return;
    }
    if (told.pax.values().keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse"))) {
      problems.invalid(shown + " is " + SPARSE);
      return;
    }
    for (Map.Entry<String, byte[]> record : told.pax.values().entrySet()) {
      String key = record.getKey();
      String value = new String(record.getValue(), StandardCharsets.UTF_8);
      boolean fine =
          switch (key) {
            case "path" -> true;
            case "linkpath" -> isLink;
            case "size" -> value.equals(Long.toString(header.size()));
            // What bsdtar writes without a locale: the names are bytes, and are judged as such.
            case "hdrcharset" -> value.equals("BINARY") || value.equals(PaxRecords.UTF_8);
            default -> !PaxRecords.isTelling(key);
          };
      if (!fine) {
        problems.invalid(
            shown
                + ": its PAX header sets "
                + EntryName.show(key)
                + " to "
                + EntryName.show(value));
      }
    }
  }

  private static String kindOf(char type) {
    return switch (type) {
          case '2' ->
              "a symbolic link: pack what it leads to, with tar --dereference (-h), or leave it"
                  + " out";
          case '3' -> "a character device";
          case '4' -> "a block device";
          case '6' -> "a FIFO";
          case 'S' -> SPARSE;
          case 'D' -> "a folder of an incremental archive: pack it without --listed-incremental";
          case 'M' -> "a part of a file: pack it without --multi-volume";
          case 'V' -> "the label of a volume: pack it without --label";
          default -> "an entry of type " + EntryName.show(String.valueOf(type));
        }
        + "; expected files and folders only";
  }

  private byte[] readExtended(TarHeader header, String what) throws IOException {
    if (header.size() > MAX_EXTENDED) {
      throw ArchiveFault.invalid(
          what + " has " + header.size() + " bytes; it may have " + MAX_EXTENDED);
    }
    byte[] bytes = new byte[(int) header.size()];
    if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw cutShort();
    }
    skip(padded(bytes.length) - bytes.length);
    return bytes;
  }

  private void requireNoExtension(String found) throws ArchiveFault {
    if (!extension.equals(Extension.NONE)) {
      throw ArchiveFault.invalid(
          "a PAX header or GNU long name is followed by " + found + "; expected its entry");
    }
  }

  /** One zero block is enough, as GNU tar warns but accepts; nothing may follow but zeros. */
  private void checkEnd() throws IOException {
    requireNoExtension("the end of the archive");
    int n;
    while ((n = in.read(waste)) > 0) {
      for (int i = 0; i < n; i++) {
        if (waste[i] != 0) {
          throw ArchiveFault.invalid("there is data after the end of the tar archive");
        }
      }
    }
  }

  private boolean readBlock() throws IOException {
    int n = in.readNBytes(block, 0, block.length);
    if (n > 0 && n < block.length) {
      throw cutShort();
    }
    return n > 0;
  }

  private void skip(long count) throws IOException {
    long left = count;
    while (left > 0) {
      int n = in.read(waste, 0, (int) Math.min(left, waste.length));
      if (n < 0) {
        throw cutShort();
      }
      left -= n;
    }
  }

  private static ArchiveFault cutShort() {
    return ArchiveFault.invalid("the tar archive is cut short");
  }

  private static long padded(long size) {
    return (size + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK;
  }

  /** The bytes of the entry at hand. */
  private final class Counted extends InputStream {
    private long left;

    Counted(long size) {
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(target, offset, (int) Math.min(left, length));
      if (n < 0) {
        throw cutShort();
      }
      left -= n;
      return n;
    }
  }
}
