package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise: what people's tools pack is taken, and every file is where it should be. By the
 * tools themselves where this machine has them, byte by byte for those of other systems.
 */
final class OrdinaryArchivesTest {
  @TempDir Path temp;

  static Stream<Arguments> madeByCode() {
    return Stream.of(
        taken(
            "macOS Finder: AppleDouble beside and inside __MACOSX",
            new ZipBytes()
                .folder("package/")
                .file("package/a.js", "1", OrdinaryArchivesTest::finder, l -> {}, c -> {})
                .file("package/.DS_Store", "x", OrdinaryArchivesTest::finder, l -> {}, c -> {})
                .folder("__MACOSX/")
                .folder("__MACOSX/package/")
                .file("__MACOSX/package/._a.js", "m".repeat(99), h -> {}, l -> {}, c -> {})
                .file("__MACOSX/._package", "m", OrdinaryArchivesTest::finder, l -> {}, c -> {})
                .zip(),
            Map.of("a.js", "1")),
        taken(
            "macOS tar: ._ files beside the top folder",
            new TarBytes()
                .file("./._package", "mac")
                .pax('x', "LIBARCHIVE.creationtime", "1", "mtime", "2")
                .entry('5', "./package/")
                .file("./package/._a.js", "mac")
                .pax('x', "SCHILY.xattr.com.apple.provenance", "x")
                .file("./package/a.js", "1")
                .file(".DS_Store", "mac")
                .tgz(),
            Map.of("a.js", "1")),
        taken(
            "what Windows and Macs leave in folders, beside the top folder too",
            new ZipBytes()
                .file("package/a.js", "1")
                .file("Thumbs.db", "w")
                .file("Desktop.ini", "w")
                .file("Icon\r", "m")
                .file("package/d/Icon\r", "m")
                .file("package/d/thumbs.DB", "w")
                .zip(),
            Map.of("a.js", "1")),
        taken(
            "what a NAS, WSL and old unpackers leave, beside the top folder too",
            new TarBytes()
                .file("pax_global_header", "52 comment=0123")
                .file("package/a.js", "1")
                .file("package/a.js:Zone.Identifier", "[ZoneTransfer]")
                .file("chat.zip:Zone.Identifier", "[ZoneTransfer]")
                .entry('5', "@eaDir/")
                .file("@eaDir/a.js@SynoEAStream", "x")
                .file("package/d/@eaDir/a.js/SYNOPHOTO_THUMB_M.jpg", "x")
                .file("System Volume Information/x", "x")
                .file("Thumbs.db:encryptable", "")
                .file("$RECYCLE.BIN/x", "x")
                .tgz(),
            Map.of("a.js", "1")),
        taken(
            "dot-folder with files",
            new ZipBytes()
                .file("d/.vite/deps.json", "{}")
                .file("d/.eslintrc.json", "{}")
                .file("d/a.js", "1")
                .zip(),
            Map.of("a.js", "1")),
        taken(
            "pnpm 8: one file under two names",
            new TarBytes()
                .file("package/package.json", "{}")
                .file("package/./index.js", "1")
                .file("package/index.js", "1")
                .tgz(),
            Map.of("index.js", "1", "package.json", "{}")),
        taken(
            "one path three times, in a zip",
            new ZipBytes().file("a.js", "1").file("./a.js", "1").file("a.js", "1").zip(),
            Map.of("a.js", "1")),
        taken(
            ". at every place",
            new TarBytes()
                .entry('5', ".")
                .entry('5', "./.")
                .entry('5', "./p/.")
                .file("./p/././d/./a.js", "1")
                .tar(),
            Map.of("d/a.js", "1")),
        taken(
            "npm: hard links",
            new TarBytes()
                .file("package/a.js", "1")
                .link('1', "package/b.js", "package/a.js")
                .link('1', "package/c.js", "./package/b.js")
                .link('1', "package/a.js", "package/c.js")
                .tgz(),
            Map.of("a.js", "1", "b.js", "1", "c.js", "1")),
        taken(
            "hard link to a file that is left out",
            new TarBytes().file("p/.cache/x", "1").link('1', "p/a.js", "p/.cache/x").tgz(),
            Map.of("a.js", "1")),
        taken(
            "links that are left out, in a tar",
            new TarBytes()
                .file("p/a.js", "1")
                .link('2', "p/node_modules/.bin/tool", "../tool/cli.js")
                .link('2', "p/.current", "a.js")
                .link('1', "p/.again", "elsewhere")
                .entry('6', "p/.fifo")
                .tgz(),
            Map.of("a.js", "1")),
        taken(
            "links that are left out, in a zip",
            new ZipBytes()
                .file("p/a.js", "1")
                .file("p/.bin/tool", "../cli.js", h -> h.mode = 0120777, l -> {}, c -> {})
                .zip(),
            Map.of("a.js", "1")),
        taken(
            "a zip that fills its last block",
            TarBytes.concat(new ZipBytes().file("a.js", "1").zip(), new byte[9000]),
            Map.of("a.js", "1")),
        taken(
            "hard links with long names, PAX and GNU",
            new TarBytes()
                .pax('x', "path", "p/" + "d/".repeat(80) + "a.js")
                .file("p/cut", "1")
                .pax('x', "linkpath", "p/" + "d/".repeat(80) + "a.js")
                .link('1', "p/b.js", "p/cut")
                .entry('K', bytes("L"), bytes("p/" + "d/".repeat(80) + "a.js\0"))
                .link('1', "p/c.js", "p/cut")
                .tgz(),
            Map.of("d/".repeat(80) + "a.js", "1", "b.js", "1", "c.js", "1")),
        taken(
            "zip64, sizes behind the bytes, and nothing of it in the local header (yazl)",
            new ZipBytes()
                .file(
                    "a.js",
                    "1",
                    OrdinaryArchivesTest::wideDescriptor,
                    l -> {},
                    c -> ZipBytes.wide(c, c.size, c.packedSize))
                .zip(),
            Map.of("a.js", "1")),
        taken("zip64, an end record without a figure (zip.js)", absentEnd(), Map.of("a.js", "1")),
        taken(
            "PowerShell 5: backslashes",
            zipOfDos("dist\\", "dist\\a.js", "dist\\d\\b.js"),
            Map.of("a.js", "1", "d/b.js", "1")),
        taken(
            "old Windows tools: a code page and the Unicode path",
            new ZipBytes().file("x", "1", OrdinaryArchivesTest::codePage, l -> {}, c -> {}).zip(),
            Map.of("\u00e9.js", "1")),
        taken(
            "no flag for UTF-8",
            new ZipBytes().file("\u00e9.js", "1", h -> h.flags = 0, l -> {}, c -> {}).zip(),
            Map.of("\u00e9.js", "1")),
        taken(
            "V7 tar",
            v7(new TarBytes(), "p/", "")
                .header('0', bytes("p/a.js"), 1, OrdinaryArchivesTest::v7)
                .data(bytes("1"))
                .tar(),
            Map.of("a.js", "1")),
        taken(
            "contiguous files",
            new TarBytes()
                .entry('7', bytes("p/a.js"), bytes("1"))
                .link('1', "p/b.js", "p/a.js")
                .entry('7', bytes("p/empty.js"), new byte[0])
                .tar(),
            Map.of("a.js", "1", "b.js", "1", "empty.js", "")),
        taken(
            "binary size",
            new TarBytes()
                .header(
                    '0',
                    bytes("a.js"),
                    0,
                    block -> {
                      TarBytes.put(block, 124, "\0".repeat(11) + "\3");
                      block[124] = (byte) 0x80;
                    })
                .data(bytes("123"))
                .tar(),
            Map.of("a.js", "123")),
        taken(
            "bsdtar without a locale",
            new TarBytes()
                .pax('x', "hdrcharset", "BINARY", "path", "p/\u00e9.js")
                .file("p/cut", "1")
                .tgz(),
            Map.of("\u00e9.js", "1")),
        taken(
            "git archive: a global header, folders twice",
            new TarBytes()
                .pax('g', "comment", "0123456789abcdef")
                .entry('5', "p/")
                .entry('5', "p/d/")
                .entry('5', "p/d/")
                .file("p/d/a.js", "1")
                .tgz(),
            Map.of("d/a.js", "1")),
        taken(
            "gzip padded with zeros",
            TarBytes.concat(new TarBytes().file("a.js", "1").tgz(), new byte[9000]),
            Map.of("a.js", "1")),
        taken(
            "gzip in several members",
            twoMembers(new TarBytes().file("a.js", "1").file("b.js", "").tar()),
            Map.of("a.js", "1", "b.js", "")),
        taken(
            "tar padded to 10 kB",
            TarBytes.concat(new TarBytes().file("a.js", "1").tar(), new byte[8192]),
            Map.of("a.js", "1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("madeByCode")
  void unpack_archiveOfAnOrdinaryTool_sameTree(
      String what, byte[] archive, Map<String, String> expected) throws IOException {
    IngestFixture fixture = new IngestFixture(temp);
    assertThat(fixture.unpack(archive)).isEqualTo(expected);
    fixture.assertNothingLeft();
  }

  @Test
  void unpack_damagedFileThatIsLeftOut_refused() throws IOException {
    byte[] archive =
        new ZipBytes()
            .file("a.js", "1")
            .file("__MACOSX/._a.js", "m", h -> h.crc ^= 1, l -> {}, c -> {})
            .zip();
    assertThat(new IngestFixture(temp).refuse(archive, IngestLimits.DEFAULTS).problems())
        .containsExactly("\"__MACOSX/._a.js\" does not have the CRC that the zip directory says");
  }

  static Stream<Arguments> gzipOfOtherThings() {
    byte[] tar = new TarBytes().file("a.js", "1").tgz();
    return Stream.of(
        arguments(TarBytes.gzip(tar), "another gzip: it is compressed twice"),
        arguments(TarBytes.gzip(new ZipBytes().file("a.js", "1").zip()), "a .zip archive"),
        arguments(TarBytes.gzip(bytes("let a = 1;\n".repeat(200))), "something else"),
        arguments(TarBytes.gzip(bytes("let a;")), "something else"),
        arguments(TarBytes.gzip(bytes("<!doctype html>")), "HTML or XML"),
        arguments(TarBytes.gzip(new byte[0]), "nothing"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("gzipOfOtherThings")
  void unpack_gzipThatHoldsNoTar_saysWhatItHolds(byte[] archive, String found) throws IOException {
    assertThat(new IngestFixture(temp).refuse(archive, IngestLimits.DEFAULTS).problems())
        .singleElement()
        .asString()
        .startsWith("expected a tar archive inside the gzip, found " + found)
        .endsWith("; pack the folder anew, for example with: tar -czf bundle.tgz dist");
  }

  @Test
  void unpack_leftOutBesideTheTopFolder_namedAsItIs() throws IOException {
    byte[] archive =
        new TarBytes()
            .file("package/.npmrc", "x")
            .file("._package", "x")
            .file("__MACOSX/x", "x")
            .file("package/__MACOSX/x", "x")
            .file("package/a.js", "1")
            .tgz();
    IngestFixture fixture = new IngestFixture(temp);
    Path upload = Files.write(temp.resolve("upload"), archive);
    try (UnpackedBundle bundle =
        new Ingest(IngestLimits.DEFAULTS, null)
            .unpack(new BundleArchive(upload), fixture.staging)) {
      assertThat(IngestFixture.contents(bundle)).containsOnlyKeys("a.js");
      assertThat(bundle.skipped()).containsExactly("._package", ".npmrc", "__MACOSX/x");
    }
  }

  /** Each packs what is in the folder {@code package} into {@code out}. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GNU tar              | tar    | tar -czf out package
          GNU tar of .         | tar    | cd package && tar -czf ../out .
          GNU tar, POSIX       | tar    | tar --format=posix -czf out package
          GNU tar, ustar       | tar    | tar --format=ustar -czf out package
          GNU tar, old GNU     | tar    | tar --format=oldgnu -czf out ./package
          GNU tar, V7          | tar    | tar --format=v7 -cf out package
          GNU tar, no locale   | tar    | LC_ALL=C tar --format=posix -czf out package
          bsdtar               | bsdtar | bsdtar -czf out package
          bsdtar, PAX          | bsdtar | bsdtar --format=pax -czf out package
          bsdtar, ustar        | bsdtar | bsdtar --format=ustar -cf out package
          bsdtar, V7           | bsdtar | bsdtar --format=v7 -cf out package
          bsdtar, no locale    | bsdtar | LC_ALL=C bsdtar --format=pax -czf out package
          bsdtar, zip          | bsdtar | bsdtar --format=zip -cf out package
          bsdtar, zip, stored  | bsdtar | bsdtar --format=zip --options zip:compression=store -cf out package
          Info-ZIP             | zip    | zip -qr out.zip package && mv out.zip out
          Info-ZIP, stream     | zip    | zip -qr - package > out
          Info-ZIP, stored     | zip    | zip -0qr out.zip package && mv out.zip out
          Info-ZIP, no folders | zip    | zip -Dqr out.zip package && mv out.zip out
          7-Zip, zip           | 7z     | 7z a -bd -tzip out.zip package >/dev/null && mv out.zip out
          7-Zip, tar           | 7z     | 7z a -bd -ttar out.tar package >/dev/null && mv out.tar out
          Python, zip          | python3 | python3 -m zipfile -c out package/
          Python, tar          | python3 | python3 -m tarfile -c out package/
          Python, shutil       | python3 | python3 -c "import shutil;shutil.make_archive('o','zip','.','package')" && mv o.zip out
          Python, PAX          | python3 | python3 -c "import tarfile;t=tarfile.open('out','w:gz',format=tarfile.PAX_FORMAT);t.add('package');t.close()"
          Python, stream       | python3 | python3 -c "import zipfile,sys;w=type('W',(),dict(write=lambda s,b:sys.stdout.buffer.write(b),flush=lambda s:0))();z=zipfile.ZipFile(w,'w',8);[z.write('package/'+n) for n in ('index.js','empty.js','again.js','d/deep.js')];z.close()" > out
          Info-ZIP, zip64      | zip    | zip -fz -qr out.zip package && mv out.zip out
          bsdtar, zip, pipe    | bsdtar | mkfifo f; cat f > out & bsdtar --format=zip -cf f package; wait
          bsdtar, zip64, pipe  | bsdtar | mkfifo f; cat f > out & bsdtar --format=zip --options zip:zip64 -cf f package; wait
          Python, zip64        | python3 | python3 -c "import zipfile,os;z=zipfile.ZipFile('out','w',8);[z.open(r+'/'+n,'w',force_zip64=True).write(open(r+'/'+n,'rb').read()) for r,d,f in os.walk('package') for n in f];z.close()"
          Python, zip64 stream | python3 | python3 -c "import zipfile,sys;w=type('W',(),dict(write=lambda s,b:sys.stdout.buffer.write(b),flush=lambda s:0))();z=zipfile.ZipFile(w,'w',8);[z.open('package/'+n,'w',force_zip64=True).write(open('package/'+n,'rb').read()) for n in ('index.js','empty.js','again.js','d/deep.js')];z.close()" > out
          jar                  | jar    | jar --create --no-manifest --file out package
          git, tar             | git    | git init -q . && git add package && git -c user.name=a -c user.email=a@b commit -qm x && git archive --format=tar.gz -o out.tar.gz HEAD && mv out.tar.gz out
          git, zip             | git    | git init -q . && git add package && git -c user.name=a -c user.email=a@b commit -qm x && git archive --format=zip -o out.zip HEAD && mv out.zip out
          npm                  | npm    | cd package && npm pack --silent --offline >/dev/null && mv *.tgz ../out
          """)
  void unpack_archiveOfARealTool_sameTree(String what, String tool, String command)
      throws Exception {
    assumeTrue(isInstalled(tool), "no " + tool + " on this machine: install it to run this row");
    Path work = Files.createDirectory(temp.resolve("work"));
    Map<String, String> expected = tree(work.resolve("package"), what);
    run(work, command);
    assertThat(
            new IngestFixture(temp.resolve("work")).unpack(Files.readAllBytes(work.resolve("out"))))
        .isEqualTo(expected);
  }

  /** An index, an empty file, a hard link, a folder, a file to be left out, and what npm needs. */
  private static Map<String, String> tree(Path root, String what) throws IOException {
    Map<String, String> files = new TreeMap<>();
    files.put("index.js", "let a = 1;\n".repeat(500));
    files.put("empty.js", "");
    files.put("d/deep.js", "deep");
    if (what.startsWith("npm")) {
      files.put("package.json", "{\"name\":\"x\",\"version\":\"1.0.0\"}");
    }
    // In the C locale a JVM can name no file beyond ASCII.
    if (!what.contains("stream") && canName('\u00e9')) {
      files.put("d/\u00e9\u6570.js", "1");
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Files.createLink(root.resolve("again.js"), root.resolve("index.js"));
    files.put("again.js", files.get("index.js"));
    Files.createDirectories(root.resolve(".vite"));
    Files.writeString(root.resolve(".vite/deps.json"), "{}");
    return files;
  }

  private static boolean canName(char c) {
    return Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(c);
  }

  private static boolean isInstalled(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private static void run(Path folder, String command) throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0)
        .as(() -> command + " said " + read(said))
        .isTrue();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Arguments taken(String what, byte[] archive, Map<String, String> expected) {
    return arguments(what, archive, new TreeMap<>(expected));
  }

  /** What a Mac writes: no flag for UTF-8, sizes behind the bytes. */
  private static void finder(ZipBytes.Header header) {
    header.flags = 0;
    ZipBytes.withDescriptor(header, true);
  }

  private static void codePage(ZipBytes.Header header) {
    header.flags = 0;
    header.name = new byte[] {(byte) 0x82, '.', 'j', 's'};
    CRC32 crc = new CRC32();
    crc.update(header.name);
    header.extra = ZipBytes.unicodePath(crc.getValue(), "\u00e9.js");
  }

  private static void wideDescriptor(ZipBytes.Header header) {
    header.flags |= 8;
    ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
    ZipBytes.int32(descriptor, 0x08074b50);
    ZipBytes.int32(descriptor, header.crc);
    ZipBytes.int64(descriptor, header.packedSize);
    ZipBytes.int64(descriptor, header.size);
    header.descriptor = descriptor.toByteArray();
  }

  /** All ones from the disk's number to where the directory starts. */
  private static byte[] absentEnd() {
    byte[] zip = ZipBytes.withZip64End(44, 1, 0, 0);
    Arrays.fill(zip, zip.length - 18, zip.length - 2, (byte) 0xFF);
    return zip;
  }

  private static byte[] zipOfDos(String... names) {
    ZipBytes zip = new ZipBytes().system(0);
    for (String name : names) {
      String content = name.endsWith("\\") ? "" : "1";
      Consumer<ZipBytes.Header> plain = h -> h.flags = 0;
      zip.file(name, content, plain, l -> {}, c -> {});
    }
    return zip.zip();
  }

  private static TarBytes v7(TarBytes tar, String name, String content) {
    return tar.header('\0', bytes(name), content.length(), OrdinaryArchivesTest::v7);
  }

  private static void v7(byte[] block) {
    Arrays.fill(block, 257, 512, (byte) 0);
  }

  private static byte[] twoMembers(byte[] tar) {
    return TarBytes.concat(
        TarBytes.gzip(Arrays.copyOf(tar, 700)),
        TarBytes.gzip(Arrays.copyOfRange(tar, 700, tar.length)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
