package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an archive says, 48 MiB of heap are enough: a JVM of its own shows it. */
final class HeapBoundTest {
  @TempDir Path temp;
  private final List<String> archives = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  @Test
  @Timeout(300)
  void unpack_hostileArchivesOnSmallHeap_noneRunsOut() throws Exception {
    add("bomb.tgz", "TOO_LARGE", gzipped(new byte[0], 300 << 20));
    add("fat-file.tgz", "TOO_LARGE", gzipped(header("a.js", 100L << 20), 100 << 20));
    add("gzip-name.tgz", "INVALID", gzipNameOf(64 << 20));
    add("pax.tar", "INVALID", new TarBytes().header('x', bytes("p"), 1 << 30, b -> {}).tar());
    add("long-paths.tgz", "TAKEN 9000", manyLongPaths());
    add("deep-conflicts.tgz", "INVALID", manyBadPaths());
    add("many.zip", "TOO_LARGE", manyInZip());
    add("package.tgz", "TAKEN 1", new TarBytes().file("package.json", nestedJson()).tgz());
    add(
        "large.tgz",
        "TAKEN 1",
        new TarBytes().entry('0', bytes("data.bin"), noise(28 << 20)).tgz());
    assertThat(runChild()).containsExactlyElementsOf(expected);
    assertThat(temp.resolve("staging")).isEmptyDirectory();
  }

  private List<String> runChild() throws Exception {
    Path staging = Files.createDirectory(temp.resolve("staging"));
    Path log = temp.resolve("child.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                HeapBoundMain.class.getName(),
                staging.toString()));
    command.addAll(archives);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // A JVM that takes options from one of these says so on its error stream.
    builder
        .environment()
        .keySet()
        .removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    Process child = builder.start();
    try {
      assertThat(child.waitFor(240, TimeUnit.SECONDS)).as("child ended").isTrue();
    } finally {
      child.destroyForcibly();
    }
    // JDK 24 and newer warn of native libraries on the same stream, with an empty line behind.
    return Files.readAllLines(log).stream()
        .filter(line -> !line.isEmpty() && !line.startsWith("WARNING"))
        .toList();
  }

  private void add(String name, String outcome, byte[] archive) throws IOException {
    archives.add(Files.write(temp.resolve(name), archive).toString());
    expected.add(name + " " + outcome);
  }

  private byte[] gzipped(byte[] start, int zeros) throws IOException {
    Path file = temp.resolve("building");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(start);
      byte[] block = new byte[1 << 20];
      for (int left = zeros; left > 0; left -= block.length) {
        out.write(block);
      }
    }
    return Files.readAllBytes(file);
  }

  private static byte[] header(String name, long size) {
    return new TarBytes().header('0', bytes(name), size, b -> {}).unfinished();
  }

  private static byte[] gzipNameOf(int length) {
    byte[] archive = new byte[length];
    Arrays.fill(archive, (byte) 'n');
    System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3}, 0, archive, 0, 10);
    return archive;
  }

  private static byte[] manyLongPaths() {
    TarBytes tar = new TarBytes();
    for (int i = 0; i < 9000; i++) {
      tar.pax('x', "path", "d/".repeat(240) + i + ".js").file("x", "");
    }
    return tar.tgz();
  }

  private static byte[] manyBadPaths() {
    TarBytes tar = new TarBytes();
    for (int i = 0; i < 9000; i++) {
      tar.pax('x', "path", "../".repeat(300) + i).file("x", "");
    }
    return tar.tgz();
  }

  private static byte[] manyInZip() {
    ZipBytes zip = new ZipBytes();
    for (int i = 0; i < 40_000; i++) {
      zip.file("d/".repeat(200) + i, "");
    }
    return zip.zip();
  }

  private static String nestedJson() {
    return "{\"a\":[" + "[],".repeat(300_000) + "[]]}";
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
