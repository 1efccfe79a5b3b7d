package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Archives at random, good and damaged. Apache Commons Compress is the second opinion: it writes
 * what we must read, and what we accept it must read the same.
 */
final class ArchiveFuzzTest {
  private static final int MUTATIONS = 4_000;
  private static Path propertyFolder;

  @TempDir Path temp;

  @BeforeContainer
  static void makeFolder() throws IOException {
    propertyFolder = Files.createTempDirectory("archive-fuzz-");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    UnpackedBundle.deleteFolder(propertyFolder.resolve("staging"));
    UnpackedBundle.deleteFolder(propertyFolder);
  }

  @Property(tries = 150)
  void unpack_treeWrittenByLibrary_sameTree(@ForAll("trees") Map<String, byte[]> tree)
      throws IOException {
    IngestFixture fixture = new IngestFixture(propertyFolder);
    Map<String, String> expected = new TreeMap<>();
    tree.forEach((path, bytes) -> expected.put(path, new String(bytes, StandardCharsets.UTF_8)));
    byte[] tar = tarByLibrary(tree);
    assertThat(fixture.unpack(tar)).isEqualTo(expected);
    assertThat(fixture.unpack(TarBytes.gzip(tar))).isEqualTo(expected);
    assertThat(fixture.unpack(zipByLibrary(tree))).isEqualTo(expected);
    fixture.assertNothingLeft();
  }

  @Provide
  Arbitrary<Map<String, byte[]>> trees() {
    Arbitrary<String> segment =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars("-_ @+()$~!,;=&'[]{}^`\u00e4\u4e16\u0416")
            .ofMinLength(1)
            .ofMaxLength(40);
    // Files end in .js and folders do not, so that none is both; "top" keeps two top folders apart.
    Arbitrary<String> path =
        Combinators.combine(segment.list().ofMaxSize(6), segment)
            .as(
                (folders, name) ->
                    String.join("/", folders) + (folders.isEmpty() ? "" : "/") + name + ".js");
    Arbitrary<byte[]> content = Arbitraries.bytes().array(byte[].class).ofMaxSize(2000);
    return Arbitraries.maps(path, content)
        .ofMaxSize(12)
        .map(
            tree -> {
              Map<String, byte[]> distinct = new HashMap<>();
              Map<String, String> keys = new HashMap<>();
              tree.forEach(
                  (p, bytes) -> {
                    if (keys.putIfAbsent(EntryName.foldedKey(p), p) == null) {
                      distinct.put(p, bytes);
                    }
                  });
              distinct.put("top", new byte[] {1});
              return distinct;
            });
  }

  @Test
  @Timeout(300)
  void unpack_mutatedArchives_refusedOrReadAsTheLibraryReadsThem() throws IOException {
    IngestFixture fixture = new IngestFixture(temp);
    List<byte[]> seeds = seeds();
    Random random = new Random(20_260_101);
    int accepted = 0;
    int compared = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] archive = seeds.get(i % seeds.size()).clone();
      boolean isTar = ArchiveFormat.detect(archive, archive.length) == ArchiveFormat.TAR;
      archive = mutate(archive, random);
      if (isTar && random.nextBoolean()) {
        mendChecksums(archive);
      }
      try {
        Map<String, String> ours = fixture.unpack(archive);
        accepted++;
        Map<String, String> theirs = readByLibrary(archive);
        if (theirs != null) {
          compared++;
          assertThat(ours).as("mutation %d", i).isEqualTo(theirs);
        }
      } catch (IngestException refused) {
        assertThat(refused.problems()).isNotEmpty();
      }
    }
    fixture.assertNothingLeft();
    assertThat(accepted).as("some mutations are harmless").isBetween(100, MUTATIONS - 1000);
    assertThat(compared).as("the library reads most of what we accept").isGreaterThan(accepted / 2);
  }

  private static List<byte[]> seeds() {
    TarBytes tar =
        new TarBytes()
            .pax('g', "comment", "0123")
            .entry('5', "top/")
            .file("top/a.js", "let a = 1;".repeat(20))
            .pax('x', "path", "top/" + "d/".repeat(70) + "b.js")
            .file("top/cut", "b")
            .gnuLongName("top/" + "e/".repeat(70) + "c.js")
            .file("top/cut", "c")
            .file("top/.env", "x");
    byte[] bytes = tar.tar();
    byte[] zip =
        new ZipBytes()
            .folder("top/")
            .file("top/a.js", "let a = 1;".repeat(20))
            .file("top/b.js", "bb", h -> ZipBytes.stored(h, "bb"), l -> {}, c -> {})
            .file("top/c.js", "cc", h -> ZipBytes.withDescriptor(h, true), l -> {}, c -> {})
            .zip(4, 0, new byte[0], "comment");
    return List.of(bytes, TarBytes.gzip(bytes), zip);
  }

  private static byte[] mutate(byte[] archive, Random random) {
    int changes = 1 + random.nextInt(3);
    byte[] result = archive;
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(result.length);
      switch (random.nextInt(6)) {
        case 0 -> result[at] = (byte) random.nextInt();
        case 1 -> result[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> result[at] = (byte) (random.nextBoolean() ? 0 : 0xFF);
        case 3 -> result[at] = (byte) "/.0123456789xgLKS\\".charAt(random.nextInt(18));
        case 4 -> result[at]++;
        default -> {
          if (random.nextInt(4) == 0) {
            result = Arrays.copyOf(result, 1 + random.nextInt(result.length));
          } else {
            int from = random.nextInt(result.length);
            int length = Math.min(random.nextInt(64), result.length - Math.max(from, at));
            System.arraycopy(result, from, result, at, length);
          }
        }
      }
    }
    return result;
  }

  /** Most mutations of a header die at its checksum; half of them should get past it. */
  private static void mendChecksums(byte[] tar) {
    for (int at = 0; at + 512 <= tar.length; at += 512) {
      if (new String(tar, at + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
        byte[] block = TarBytes.sealed(Arrays.copyOfRange(tar, at, at + 512));
        System.arraycopy(block, 0, tar, at, 512);
      }
    }
  }

  /** Null where the library refuses: it parses fields that are nothing to us, such as owners. */
  private static Map<String, String> readByLibrary(byte[] archive) {
    try {
      return switch (ArchiveFormat.detect(archive, archive.length)) {
        case ZIP -> readZip(archive);
        case GZIP -> readTar(new GZIPInputStream(new ByteArrayInputStream(archive)));
        default -> readTar(new ByteArrayInputStream(archive));
      };
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private static Map<String, String> readTar(InputStream in) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8")) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        if (!entry.isDirectory()) {
          files.put(entry.getName(), tar.readAllBytes());
        }
      }
    }
    return normalised(files);
  }

  private static Map<String, String> readZip(byte[] archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipFile zip = ZipFile.builder().setByteArray(archive).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        if (!entry.isDirectory()) {
          files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
    return normalised(files);
  }

  /** What the bundle rules make of names that are read: the stripped folder, no dot-files. */
  private static Map<String, String> normalised(Map<String, byte[]> files) {
    Map<String, byte[]> trimmed = new TreeMap<>();
    files.forEach((name, bytes) -> trimmed.put(EntryName.judge(name).path(), bytes));
    trimmed.keySet().removeIf(EntryName::isLeftOut);
    String first = trimmed.keySet().iterator().next();
    String top = first.substring(0, first.indexOf('/') + 1);
    boolean strip = !top.isEmpty() && trimmed.keySet().stream().allMatch(p -> p.startsWith(top));
    Map<String, String> result = new TreeMap<>();
    trimmed.forEach(
        (path, bytes) ->
            result.put(
                strip ? path.substring(top.length()) : path,
                new String(bytes, StandardCharsets.UTF_8)));
    return result;
  }

  private static byte[] tarByLibrary(Map<String, byte[]> tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Map.Entry<String, byte[]> file : tree.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private static byte[] zipByLibrary(Map<String, byte[]> tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : tree.entrySet()) {
        zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }
}
