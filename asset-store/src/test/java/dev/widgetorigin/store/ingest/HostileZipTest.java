package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.widgetorigin.store.ingest.ZipBytes.Header;
import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.IngestException.Kind;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to attack by a zip archive that we know of, made byte by byte. */
final class HostileZipTest {
  @TempDir Path temp;

  static Stream<Arguments> refused() {
    byte[] good = new ZipBytes().file("a.js", "1").zip();
    return Stream.of(
        name("../evil.js", "leaves the bundle"),
        name("/evil.js", "absolute"),
        name("C:\\evil.js", "backslash"),
        name("C:/evil.js", "names a drive"),
        name("a\\b.js", "backslash"),
        name("a\0.js", "control character"),
        name("a//b.js", "empty segment"),
        name("", "no name"),
        name("d/".repeat(300) + "f", "599 bytes; it may have 512"),
        both("not UTF-8", h -> h.name = new byte[] {'a', (byte) 0xe9}, "not UTF-8"),
        both("symlink", h -> h.mode = 0120777, "is a symbolic link"),
        both("FIFO", h -> h.mode = 0010644, "is a device or FIFO"),
        both("device", h -> h.mode = 0020644, "is a device or FIFO"),
        both("folder by mode", h -> h.mode = 0040755, "is a folder by its mode"),
        both("folder with bytes", h -> h.name = bytes("d/"), "is a folder but has"),
        both("encrypted", h -> h.flags |= 1, "is encrypted: pack it without a password"),
        both("strongly encrypted", h -> h.flags |= 1 << 6, "is encrypted"),
        both("masked headers", h -> h.flags |= 1 << 13, "is encrypted"),
        both("patch data", h -> h.flags |= 1 << 5, "is patch data"),
        both("bzip2", h -> h.method = 12, "method 12 (bzip2): pack it with Deflate"),
        both("AES", h -> h.method = 99, "method 99"),
        both("deflate64", h -> h.method = 9, "method 9 (Deflate64): pack it with Deflate"),
        both("stored, two sizes", h -> h.method = 0, "its two sizes differ"),
        both("larger than said", h -> h.size = 5, "has more bytes"),
        both("smaller than said", h -> h.size = 500, "has fewer bytes"),
        both("another CRC", h -> h.crc ^= 1, "does not have the CRC"),
        both(
            "data behind deflate",
            h -> pack(h, new byte[] {1, 2, 3}),
            "data behind its deflated bytes"),
        both("not deflate", h -> replace(h, new byte[] {7, 7, 7}), "damaged"),
        both(
            "deflate cut short",
            h -> replace(h, Arrays.copyOf(h.packed, h.packed.length - 1)),
            "cut short or damaged"),
        local(
            "local name",
            h -> h.name = bytes("evil.js"),
            "is named \"evil.js\" in its local header"),
        local("local path", h -> h.name = bytes("../a.js"), "is named \"../a.js\""),
        local("local method", h -> h.method = 0, "its method is 8 in the zip directory, 0"),
        local("local flags", h -> h.flags = 0, "its flags is 2048"),
        local("local CRC", h -> h.crc = 7, "its CRC is"),
        local("local size", h -> h.size = 7, "its size is"),
        local("local packed size", h -> h.packedSize = 7, "its packed size is"),
        local("local zip64", h -> h.size = 0xFFFFFFFFL, "zip64 sizes are missing"),
        local("zip64 that lies", h -> ZipBytes.wide(h, 18, 7), "its packed size is"),
        local("zip64 beyond counting", h -> ZipBytes.wide(h, -1, 7), "beyond every limit"),
        central(
            "zip64 twice",
            h -> h.extra = TarBytes.concat(ZipBytes.wide(h, 18, 7), h.extra),
            "twice"),
        central("zip64 too short", h -> ZipBytes.wide(h, 18), "zip64 sizes are missing"),
        local("local descriptor flag", h -> h.flags |= 8, "its flags is"),
        central("central descriptor flag", h -> h.flags |= 8, "disagree"),
        central("central zip64", h -> h.size = 0xFFFFFFFFL, "zip64 sizes are missing"),
        central("central zip64 offset", h -> h.offset = 0xFFFFFFFFL, "zip64 sizes are missing"),
        central("central offset", h -> h.offset = 3, "data before it"),
        central(
            "Unicode path", h -> h.extra = ZipBytes.unicodePath(0, "evil.js"), "has another name"),
        local(
            "local Unicode path",
            h -> h.extra = ZipBytes.unicodePath(0, "evil.js"),
            "has another name"),
        local(
            "extra malformed",
            h -> h.extra = new byte[] {1, 0, 9, 0, 0},
            "extra field is malformed"),
        both(
            "descriptor lies",
            h -> {
              ZipBytes.withDescriptor(h, true);
              h.descriptor[4] ^= 1;
            },
            "descriptor and the zip directory disagree"),
        both("descriptor missing", h -> h.flags |= 8, "descriptor and the zip directory disagree"),
        zip(
            "data before",
            TarBytes.concat(bytes("PK\3\4#!/bin/sh"), good),
            "not where the end record says"),
        zip("data after", TarBytes.concat(good, bytes("x")), "has data after it"),
        zip("zip after zip", TarBytes.concat(good, good), "not where the end record says"),
        zip(
            "data between",
            new ZipBytes().file("a.js", "1").raw(bytes("gap")).file("b.js", "2").zip(),
            "data before it"),
        zip(
            "data before directory",
            new ZipBytes().file("a.js", "1").raw(bytes("gap")).zip(),
            "before its central directory"),
        zip(
            "data before end",
            new ZipBytes().file("a.js", "1").zip(1, 0, bytes("gap"), ""),
            "not where the end record says"),
        zip(
            "data in directory",
            new ZipBytes().file("a.js", "1").zip(1, 3, bytes("gap"), ""),
            "cut short"),
        zip(
            "count too high",
            new ZipBytes().file("a.js", "1").zip(2, 0, bytes(""), ""),
            "promises 2 entries; found 1"),
        zip(
            "count too low",
            new ZipBytes().file("a.js", "1").file("b.js", "1").zip(1, 0, bytes(""), ""),
            "promises 1 entries; found 2"),
        zip(
            "zip64 count",
            new ZipBytes().file("a.js", "1").zip(0xFFFF, 0, bytes(""), ""),
            "promises 65535 entries; found 1"),
        zip("zip64 end elsewhere", ZipBytes.withZip64End(44, 1, 1, 3), "not where it must be"),
        zip(
            "zip64 end of another size",
            ZipBytes.withZip64End(45, 1, 0, 0),
            "not where it must be"),
        zip(
            "zip64 end with another count",
            ZipBytes.withZip64End(44, 2, 0, 0),
            "records of the zip archive disagree"),
        zip(
            "zip64 end in two files",
            ZipBytes.withZip64End(44, 1, 1, 0),
            "split over several files"),
        zip(
            "zip64 locator",
            new ZipBytes().file("a.js", "1").zip(1, 0, new byte[20], ""),
            "not where the end record says"),
        zip(
            "end record in comment",
            new ZipBytes().file("a.js", "1").zip(1, 0, bytes(""), fakeEnd()),
            "two end records"),
        zip(
            "same bytes twice",
            new ZipBytes().file("a.js", "1").again("b.js").zip(),
            "overlaps another entry"),
        zip(
            "duplicate",
            new ZipBytes().file("a.js", "1").file("a.js", "2").zip(),
            "is there twice"),
        zip(
            "letter case",
            new ZipBytes().file("a.js", "1").file("A.JS", "2").zip(),
            "differ only in letter case"),
        zip(
            "file and folder",
            new ZipBytes().file("a", "1").file("a/b", "2").zip(),
            "needs it to be a folder"),
        zip("cut short", Arrays.copyOf(good, good.length - 1), "cut short"),
        zip("empty", new ZipBytes().zip(), "no files"),
        zip("only the magic", bytes("PK\3\4"), "cut short"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void unpack_hostileZip_refusedAndNothingWritten(String what, byte[] archive, String problem)
      throws IOException {
    IngestFixture fixture = new IngestFixture(temp);
    IngestException refused = fixture.refuse(archive, IngestLimits.DEFAULTS);
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.problems()).anySatisfy(p -> assertThat(p).contains(problem));
    fixture.assertNothingLeft();
  }

  private static Arguments name(String name, String problem) {
    return zip("name " + EntryName.show(name), new ZipBytes().file(name, "1").zip(), problem);
  }

  private static Arguments both(String what, Consumer<Header> change, String problem) {
    return zip(what, zipOf(change, HostileZipTest::unchanged, HostileZipTest::unchanged), problem);
  }

  private static Arguments local(String what, Consumer<Header> change, String problem) {
    return zip(what, zipOf(HostileZipTest::unchanged, change, HostileZipTest::unchanged), problem);
  }

  private static Arguments central(String what, Consumer<Header> change, String problem) {
    return zip(what, zipOf(HostileZipTest::unchanged, HostileZipTest::unchanged, change), problem);
  }

  private static byte[] zipOf(
      Consumer<Header> both, Consumer<Header> local, Consumer<Header> central) {
    return new ZipBytes().file("a.js", "hello hello hello", both, local, central).zip();
  }

  private static Arguments zip(String what, byte[] archive, String problem) {
    return arguments(what, archive, problem);
  }

  private static void pack(Header header, byte[] more) {
    replace(header, TarBytes.concat(header.packed, more));
  }

  private static void replace(Header header, byte[] packed) {
    header.packed = packed;
    header.packedSize = packed.length;
  }

  private static String fakeEnd() {
    return "PK\5\6" + "\0".repeat(18);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void unchanged(Header header) {}
}
