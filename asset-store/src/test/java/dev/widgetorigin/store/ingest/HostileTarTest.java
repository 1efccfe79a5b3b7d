package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.IngestException.Kind;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to attack by a tar archive that we know of, made byte by byte. */
final class HostileTarTest {
  private static final String LONG = "d/".repeat(60) + "long.js";

  @TempDir Path temp;

  static Stream<Arguments> refused() {
    return Stream.of(
        names("../evil.js", "leaves the bundle"),
        names("a/../../evil.js", "leaves the bundle"),
        names("package/../../evil.js", "leaves the bundle"),
        names("/etc/passwd", "absolute"),
        names("C:/evil.js", "names a drive"),
        names("package/c:evil.js", "names a drive"),
        names("a\\..\\evil.js", "backslash"),
        names("a//b.js", "empty segment"),
        names("a/./../../b.js", "leaves the bundle"),
        names("./../b.js", "leaves the bundle"),
        names(".//b.js", "empty segment"),
        names("a\nb.js", "control character"),
        names("a\u007fb.js", "control character"),
        names("a\u0085b.js", "control character"),
        names("a\u202eb.js", "control character"),
        names("x".repeat(99) + "/", "a folder but has 3 bytes"),
        tar("no name", t -> t.entry('0', new byte[0], new byte[3]), "no name"),
        tar(
            "not UTF-8",
            t -> t.entry('0', new byte[] {'a', (byte) 0xff}, new byte[1]),
            "not UTF-8"),
        tar(
            "overlong UTF-8",
            t -> t.entry('0', new byte[] {(byte) 0xc0, (byte) 0xaf}, new byte[1]),
            "not UTF-8"),
        tar(
            "path over 512",
            t -> t.pax('x', "path", "d/".repeat(300) + "f").file("f", "1"),
            "599 bytes; it may have 512"),
        tar(
            "path over 1024",
            t -> t.pax('x', "path", "d/".repeat(600) + "f").file("f", "1"),
            "1201 bytes; it may have 512"),
        tar("symlink", t -> t.link('2', "l.js", "/etc/passwd"), "is a symbolic link"),
        tar(
            "symlink then file through it",
            t -> t.link('2', "d", "/tmp").file("d/x.js", "1"),
            "is a symbolic link"),
        tar(
            "hard link to nothing",
            t -> t.link('1', "l.js", "ok.js"),
            "is a hard link to \"ok.js\""),
        tar(
            "hard link to a later file",
            t -> t.link('1', "l.js", "ok.js").file("ok.js", "1"),
            "is a hard link to \"ok.js\""),
        tar(
            "hard link out of the bundle",
            t -> t.file("ok.js", "1").link('1', "l.js", "../ok.js"),
            "is a hard link to"),
        tar(
            "hard link to an absolute path",
            t -> t.file("etc/passwd", "1").link('1', "l.js", "/etc/passwd"),
            "is a hard link to"),
        tar(
            "hard link to a folder",
            t -> t.entry('5', "d/").file("a", "1").link('1', "l.js", "d"),
            "is a hard link to"),
        tar(
            "hard link with bytes",
            t -> t.file("a", "1").header('1', bytes("b"), 3, b -> TarBytes.put(b, 157, "a")),
            "is a hard link but has 3 bytes"),
        tar(
            "hard link over another file",
            t -> t.file("a", "1").file("b", "2").link('1', "b", "a"),
            "\"b\" is there twice, with different bytes"),
        tar(
            "hard link by PAX and GNU",
            t ->
                t.file("a", "1")
                    .entry('K', bytes("L"), bytes("a\0"))
                    .pax('x', "linkpath", "a")
                    .link('1', "b", "a"),
            "a PAX linkpath and a GNU long link"),
        tar("character device", t -> t.entry('3', "null"), "is a character device"),
        tar("block device", t -> t.entry('4', "sda"), "is a block device"),
        tar("FIFO", t -> t.entry('6', "pipe"), "is a FIFO"),
        tar("GNU sparse", t -> t.entry('S', "s.js"), "is a sparse file"),
        tar("unknown type", t -> t.entry('Z', "z.js"), "is an entry of type \"Z\""),
        tar("multi-volume", t -> t.entry('M', "m.js"), "pack it without --multi-volume"),
        tar("incremental", t -> t.entry('D', "d/"), "pack it without --listed-incremental"),
        tar(
            "label",
            t ->
                t.header('V', bytes("x"), 0, b -> TarBytes.put(b, 124, "\0".repeat(12)))
                    .file("a.js", "1"),
            "pack it without --label"),
        tar(
            "PAX size override",
            t -> t.pax('x', "size", "5").file("a.js", "123"),
            "sets \"size\" to \"5\""),
        tar(
            "PAX linkpath",
            t -> t.pax('x', "linkpath", "/etc/passwd").file("a.js", "1"),
            "sets \"linkpath\""),
        tar(
            "PAX path outside",
            t -> t.pax('x', "path", "../evil.js").file("a.js", "1"),
            "leaves the bundle"),
        tar("PAX path absolute", t -> t.pax('x', "path", "/evil.js").file("a.js", "1"), "absolute"),
        tar(
            "PAX path with NUL",
            t -> t.pax('x', "path", "a.js\0b").file("a.js", "1"),
            "control character"),
        tar(
            "PAX path twice",
            t -> t.pax('x', "path", "a.js", "path", "b.js").file("a.js", "1"),
            "\"path\" twice"),
        tar(
            "PAX sparse",
            t -> t.pax('x', "GNU.sparse.name", "b.js").file("a.js", "1"),
            "is a sparse file"),
        tar(
            "PAX charset",
            t -> t.pax('x', "hdrcharset", "ISO-IR 8859 1 1998").file("a.js", "1"),
            "hdrcharset"),
        tar(
            "two PAX headers",
            t -> t.pax('x', "path", "a").pax('x', "path", "b").file("c", "1"),
            "two PAX headers"),
        tar(
            "global PAX path",
            t -> t.pax('g', "path", "evil.js").file("a.js", "1"),
            "global PAX header sets \"path\""),
        tar(
            "global PAX size",
            t -> t.pax('g', "size", "0").file("a.js", "1"),
            "global PAX header sets \"size\""),
        tar(
            "PAX then global",
            t -> t.pax('x', "path", "b").pax('g', "comment", "c").file("a", "1"),
            "followed by"),
        tar(
            "PAX without entry",
            t -> t.file("a.js", "1").pax('x', "path", "b"),
            "followed by the end"),
        tar(
            "PAX malformed",
            t -> t.entry('x', bytes("P"), bytes("99 path=a\n")).file("a", "1"),
            "malformed"),
        tar(
            "PAX negative",
            t -> t.entry('x', bytes("P"), bytes("-9 path=a\n")).file("a", "1"),
            "malformed"),
        tar(
            "PAX of 8 GiB",
            t -> t.header('x', bytes("P"), (1L << 33) - 1, b -> {}),
            "it may have 65536"),
        tar(
            "GNU long name outside",
            t -> t.gnuLongName("../" + LONG).file("a.js", "1"),
            "leaves the bundle"),
        tar(
            "GNU long name, PAX path",
            t -> t.gnuLongName(LONG).pax('x', "path", "b").file("a", "1"),
            "and a GNU long name"),
        tar(
            "two GNU long names",
            t -> t.gnuLongName(LONG).gnuLongName(LONG).file("a", "1"),
            "two GNU long names"),
        tar(
            "GNU long name goes on",
            t -> t.entry('L', bytes("L"), bytes("a.js\0../b")).file("a", "1"),
            "goes on after its end"),
        tar(
            "GNU long link on a file",
            t -> t.entry('K', bytes("L"), bytes("/etc\0")).file("a", "1"),
            "is no link"),
        tar(
            "GNU long name of 1 MiB",
            t -> t.header('L', bytes("L"), 1 << 20, b -> {}),
            "it may have 65536"),
        tar("duplicate", t -> t.file("a.js", "1").file("a.js", "2"), "\"a.js\" is there twice"),
        tar("duplicate by ./", t -> t.file("a.js", "1").file("./a.js", "2"), "is there twice"),
        tar("duplicate in ./", t -> t.file("d/a", "1").file("d/./a", "2"), "is there twice"),
        tar(
            "duplicate behind another problem",
            t -> t.entry('6', "pipe").file("a.js", "1").file("a.js", "2"),
            "is there twice"),
        tar(
            "letter case",
            t -> t.file("a.js", "1").file("A.js", "2"),
            "differ only in letter case"),
        tar(
            "letter case of a folder",
            t -> t.file("D/a", "1").file("d/a", "2"),
            "differ only in letter case"),
        tar(
            "Unicode form",
            t -> t.file("\u00e9.js", "1").file("e\u0301.js", "2"),
            "differ only in letter case or Unicode form"),
        tar("file and folder", t -> t.file("a", "1").file("a/b", "2"), "needs it to be a folder"),
        tar(
            "folder and file",
            t -> t.file("a/b/c", "1").file("a", "2").file("a-b", "3"),
            "needs it to be a folder"),
        tar(
            "file and folder entry",
            t -> t.file("a", "1").entry('5', "A/").file("b", "2"),
            "needs it to be a folder"),
        tar(
            "folder with bytes",
            t -> t.entry('5', bytes("d/"), new byte[5]),
            "a folder but has 5 bytes"),
        tar("file named as the root", t -> t.file("./", "123"), "a folder but has 3 bytes"),
        tar(
            "binary size",
            t -> t.header('0', bytes("a"), 0, b -> b[124] = (byte) 0x80),
            "size in binary"),
        tar(
            "negative binary size",
            t -> t.header('0', bytes("a"), 0, b -> b[124] = (byte) 0xff),
            "size in binary"),
        tar(
            "size not octal",
            t -> t.header('0', bytes("a"), 0, b -> TarBytes.put(b, 124, "00000000009")),
            "not an octal number"),
        tar(
            "size missing",
            t -> t.header('0', bytes("a"), 0, b -> TarBytes.put(b, 124, "\0".repeat(12))),
            "has no size"),
        tar(
            "no magic",
            t ->
                t.file("b", "1")
                    .header('0', bytes("a"), 0, b -> TarBytes.put(b, 257, "uztar\0\0\0")),
            "tar header with \"ustar\""),
        tar(
            "star header",
            t -> t.header('0', bytes("a"), 0, b -> TarBytes.put(b, 508, "tar\0")),
            "star's own format"),
        tar("checksum", t -> t.raw(damagedHeader()), "checksum of a tar header"),
        tar(
            "prefix outside",
            t -> t.header('0', bytes("a"), 0, b -> TarBytes.put(b, 345, "../x")),
            "leaves the bundle"),
        tar(
            "data after the end",
            t -> t.file("a", "1").raw(new byte[1024]).file("../b", "2"),
            "after the end of the tar"),
        tar("nothing", t -> t, "no files"),
        tar("only folders", t -> t.entry('5', "d/"), "no files"),
        tar("only dot-files", t -> t.file(".env", "1"), "no files but dot-files"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void unpack_hostileTar_refusedAndNothingWritten(String what, byte[] archive, String problem)
      throws IOException {
    IngestFixture fixture = new IngestFixture(temp);
    for (byte[] bytes : new byte[][] {archive, TarBytes.gzip(archive)}) {
      if (archive[0] == 0 && bytes == archive) {
        continue; // an empty tar has no magic and is only one inside gzip
      }
      IngestException refused = fixture.refuse(bytes, IngestLimits.DEFAULTS);
      assertThat(refused.kind()).isEqualTo(Kind.INVALID);
      assertThat(refused.problems()).anySatisfy(p -> assertThat(p).contains(problem));
      assertThat(refused.problems()).allSatisfy(p -> assertThat(p).doesNotContain(temp.toString()));
      fixture.assertNothingLeft();
    }
  }

  @Test
  void unpack_onlyFileIsRefused_isNotSaidToBeMissing() throws IOException {
    IngestException refused =
        new IngestFixture(temp)
            .refuse(new TarBytes().file("a\\b.js", "1").tgz(), IngestLimits.DEFAULTS);
    assertThat(refused.problems()).singleElement().asString().contains("has a backslash");
  }

  @Test
  void unpack_manyProblems_allListedInOrder() throws IOException {
    byte[] archive =
        new TarBytes()
            .file("ok.js", "1")
            .file("../up.js", "2")
            .link('2', "link.js", "x")
            .file("/abs.js", "3")
            .file("OK.js", "4")
            .entry('3', "dev")
            .tgz();
    IngestException refused = new IngestFixture(temp).refuse(archive, IngestLimits.DEFAULTS);
    assertThat(refused.problems())
        .containsExactly(
            "\"../up.js\": the path leaves the bundle by \"..\"",
            "\"link.js\" is a symbolic link: pack what it leads to, with tar --dereference (-h), or"
                + " leave it out; expected files and folders only",
            "\"/abs.js\": the path is absolute",
            "\"dev\" is a character device; expected files and folders only",
            "\"OK.js\" and \"ok.js\" differ only in letter case or Unicode form");
  }

  @Test
  void unpack_thousandProblems_hundredAndACount() throws IOException {
    TarBytes tar = new TarBytes();
    for (int i = 0; i < 1000; i++) {
      tar.entry('6', "pipe" + i);
    }
    IngestException refused = new IngestFixture(temp).refuse(tar.tgz(), IngestLimits.DEFAULTS);
    assertThat(refused.problems()).hasSize(101).last().isEqualTo("… and 900 more");
  }

  private static Arguments names(String name, String problem) {
    return tar("name " + EntryName.show(name), t -> t.file(name, "123"), problem);
  }

  private static Arguments tar(String what, UnaryOperator<TarBytes> make, String problem) {
    return arguments(what, make.apply(new TarBytes()).tar(), problem);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] damagedHeader() {
    byte[] header = new TarBytes().entry('0', "a.js").unfinished();
    header[0] = 'b';
    return header;
  }
}
