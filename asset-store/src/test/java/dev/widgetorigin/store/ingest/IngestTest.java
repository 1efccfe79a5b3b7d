package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IngestTest {
  private static final String PACK_ANEW =
      "; pack the folder anew, for example with: tar -czf bundle.tgz dist";

  @TempDir Path temp;
  private IngestFixture fixture;
  private Ingest ingest;

  @BeforeEach
  void setUp() throws IOException {
    fixture = new IngestFixture(temp);
    ingest = new Ingest(IngestLimits.DEFAULTS, null);
  }

  @Test
  void unpack_npmTarball_topFolderStripped() throws IOException {
    byte[] archive = new TarBytes().file("package/a.js", "1").file("package/d/b.js", "2").tgz();
    assertThat(fixture.unpack(archive)).isEqualTo(Map.of("a.js", "1", "d/b.js", "2"));
    fixture.assertNothingLeft();
  }

  @Test
  void unpack_anySingleTopFolder_stripped() throws IOException {
    assertThat(fixture.unpack(new ZipBytes().folder("x/").file("x/a.js", "1").zip()))
        .containsOnlyKeys("a.js");
  }

  @Test
  void unpack_twoTopFolders_kept() throws IOException {
    assertThat(fixture.unpack(new TarBytes().file("a/x.js", "1").file("b/x.js", "2").tar()))
        .containsOnlyKeys("a/x.js", "b/x.js");
  }

  @Test
  void unpack_fileBesideTopFolder_kept() throws IOException {
    assertThat(fixture.unpack(new TarBytes().file("d/x.js", "1").file("y.js", "2").tar()))
        .containsOnlyKeys("d/x.js", "y.js");
  }

  @Test
  void unpack_dotFiles_leftOutAndNamed() throws IOException {
    byte[] archive =
        new TarBytes()
            .file("package/.npmrc", "secret")
            .file("package/a.js", "1")
            .file("package/.git/config", "x")
            .file("package/d/.env", "secret")
            .tgz();
    Path upload = Files.write(temp.resolve("upload"), archive);
    try (UnpackedBundle bundle = ingest.unpack(new BundleArchive(upload), fixture.staging)) {
      assertThat(IngestFixture.contents(bundle)).containsOnlyKeys("a.js");
      assertThat(bundle.skipped()).containsExactly(".git/config", ".npmrc", "d/.env");
    }
  }

  @Test
  void unpack_dotPrefixAndFolderEntries_fine() throws IOException {
    byte[] archive =
        new TarBytes()
            .entry('5', "./")
            .entry('5', "./d/")
            .file("./d/a.js", "1")
            .file("./b.js", "")
            .tar();
    assertThat(fixture.unpack(archive)).isEqualTo(Map.of("d/a.js", "1", "b.js", ""));
  }

  @Test
  void unpack_longNamesOfAllKinds_taken() throws IOException {
    String longName = "d/".repeat(80) + "\u00fcber.js";
    byte[] archive =
        new TarBytes()
            .pax('g', "comment", "0123abcd")
            .pax('x', "path", "package/1/" + longName, "mtime", "1.5")
            .file("package/cut", "pax")
            .gnuLongName("package/2/" + longName)
            .file("package/cut", "gnu")
            .header(
                '0',
                "b.js".getBytes(StandardCharsets.UTF_8),
                1,
                b -> TarBytes.put(b, 345, "package/3"))
            .data(new byte[] {'p'})
            .tgz();
    assertThat(fixture.unpack(archive))
        .isEqualTo(Map.of("1/" + longName, "pax", "2/" + longName, "gnu", "3/b.js", "p"));
  }

  @Test
  void unpack_paxSizeThatAgrees_taken() throws IOException {
    assertThat(fixture.unpack(new TarBytes().pax('x', "size", "3").file("a.js", "123").tar()))
        .containsEntry("a.js", "123");
  }

  @Test
  void unpack_pathOf512Bytes_taken() throws IOException {
    String path = "d/".repeat(255) + "ab";
    byte[] archive = new TarBytes().pax('x', "path", "package/" + path).file("x", "1").tgz();
    assertThat(fixture.unpack(archive)).containsOnlyKeys(path);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void unpack_zipWithDescriptors_taken(boolean signed) throws IOException {
    byte[] archive =
        new ZipBytes()
            .file("a.js", "1", h -> ZipBytes.withDescriptor(h, signed), l -> {}, c -> {})
            .file("b.js", "22", h -> ZipBytes.stored(h, "22"), l -> {}, c -> {})
            .zip(2, 0, new byte[0], "a comment");
    assertThat(fixture.unpack(archive)).isEqualTo(Map.of("a.js", "1", "b.js", "22"));
  }

  @Test
  void unpack_notAnArchive_saysWhatWasExpected() throws IOException {
    Path upload = Files.writeString(temp.resolve("upload"), "<html>");
    IngestException refused =
        fixture.refuse(new BundleArchive(upload, "text/html"), IngestLimits.DEFAULTS);
    assertThat(refused.problems())
        .containsExactly(
            "expected a .tgz, .tar or .zip archive, found HTML or XML, declared as \"text/html\""
                + PACK_ANEW);
  }

  @ParameterizedTest
  @CsvSource({
    "fd377a585a00000000, an .xz file",
    "425a683931415926, a .bz2 file",
    "28b52ffd00000000, a .zst file",
    "377abcaf271c0004, a .7z archive",
    "526172211a0700, a .rar archive",
    "504b070803040000, a part of a split .zip archive",
    "1f9d900000, a .Z file",
    "3037303730313030, a cpio archive",
    "213c617263683e0a, 'an ar archive, such as a .deb'",
    "7b226d657373616765223a31207d, JSON",
    "00000000000000000000, 'nothing but zeros, as an empty .tar archive has'",
    "6c657420613d313b, something else"
  })
  void unpack_anotherKindOfArchive_namedWithARemedy(String hex, String kind) throws IOException {
    byte[] upload = HexFormat.of().parseHex(hex);
    assertThat(fixture.refuse(upload, IngestLimits.DEFAULTS).problems())
        .containsExactly("expected a .tgz, .tar or .zip archive, found " + kind + PACK_ANEW);
  }

  /** What {@code curl -F} and {@code curl -d} make of an archive. */
  @Test
  void unpack_archiveSentAsAForm_saysHowToSendIt() throws IOException {
    byte[] archive = new TarBytes().file("a.js", "let a;\n".repeat(500)).tgz();
    ByteArrayOutputStream without = new ByteArrayOutputStream();
    for (byte b : TarBytes.concat(archive, new byte[] {'\n'})) {
      if (b != '\n' && b != '\r') {
        without.write(b);
      }
    }
    // A line break less somewhere in the middle, whether there was one or not.
    byte[] damaged = without.toByteArray();
    damaged[damaged.length / 2] ^= 1;
    Path upload = Files.write(temp.resolve("upload"), damaged);
    String form = "application/x-www-form-urlencoded";
    assertThat(fixture.refuse(new BundleArchive(upload, form), IngestLimits.DEFAULTS).problems())
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("'curl -d' takes line breaks out of a file", "curl --upload-file");
    Files.write(upload, archive);
    try (UnpackedBundle bundle = ingest.unpack(new BundleArchive(upload, form), fixture.staging)) {
      assertThat(bundle.files()).hasSize(1);
    }
    Files.writeString(upload, "--------abc\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n");
    assertThat(
            fixture
                .refuse(
                    new BundleArchive(upload, "Multipart/form-data; boundary=------abc"),
                    IngestLimits.DEFAULTS)
                .problems())
        .containsExactly(
            "expected a .tgz, .tar or .zip archive, found a form with files in it, as of 'curl -F';"
                + " send the archive itself, for example with: curl --upload-file bundle.tgz");
  }

  @Test
  void unpack_emptyUpload_saysSo() throws IOException {
    assertThat(fixture.refuse(new byte[0], IngestLimits.DEFAULTS).problems())
        .containsExactly("expected a .tgz, .tar or .zip archive, found nothing" + PACK_ANEW);
  }

  @Test
  void unpack_tarCutAnywhere_refused() throws IOException {
    byte[] tar = new TarBytes().file("a.js", "1").file("b.js", "2").unfinished();
    for (int length = 512; length <= tar.length; length += 256) {
      fixture.refuse(Arrays.copyOf(tar, length), IngestLimits.DEFAULTS);
    }
    fixture.assertNothingLeft();
  }

  @Test
  void unpack_hashes_areThoseOfTheBytes() throws Exception {
    Path upload = Files.write(temp.resolve("upload"), new TarBytes().file("a", "hello").tar());
    byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);
    try (UnpackedBundle bundle = ingest.unpack(new BundleArchive(upload), fixture.staging)) {
      UnpackedFile file = bundle.files().get(0);
      assertThat(file.digest().toString())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
      assertThat(file.sha384())
          .isEqualTo(
              Base64.getEncoder()
                  .encodeToString(MessageDigest.getInstance("SHA-384").digest(bytes)));
      assertThat(file.sha512())
          .isEqualTo(
              Base64.getEncoder()
                  .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes)));
      assertThat(file.size()).isEqualTo(5);
      assertThat(file.file().getFileName().toString()).isEqualTo("0");
    }
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "{\"jsdelivr\":\"j.js\",\"unpkg\":\"u.js\",\"main\":\"m.js\"} | j.js",
        "{\"unpkg\":\"u.js\",\"browser\":\"b.js\"} | u.js",
        "{\"browser\":\"b.js\",\"main\":\"m.js\"} | b.js",
        "{\"browser\":{\"m.js\":\"b.js\"},\"main\":\"m.js\"} | m.js",
        "{\"main\":\"./m.js\"} | m.js",
        "{\"main\":\"m\"} | m.js",
        "{\"main\":\"./d\"} | d/index.js",
        "{\"main\":\"d/\"} | d/index.js",
        "{\"main\":\".\"} | index.js",
        "{\"main\":\"\"} | index.js",
        "{\"jsdelivr\":\"gone.js\",\"main\":\"m.js\"} | m.js",
        "{\"main\":7} | index.js",
        "{} | index.js",
        "[] | index.js",
        "{\"main\":\"../../etc/passwd\"} | index.js",
        "{\"module\":\"m.js\"} | m.js",
        "{\"exports\":\"./m.js\",\"module\":\"u.js\"} | m.js",
        "{\"main\":\"m.js\",\"exports\":\"./u.js\"} | m.js",
        "{\"exports\":{\"import\":\"./m.js\",\"browser\":\"./b.js\"}} | b.js",
        "{\"exports\":{\"types\":\"x.d.ts\",\"default\":\"./u.js\",\"import\":\"./m.js\"}} | m.js",
        "{\"exports\":{\".\":{\"import\":{\"types\":\"x\",\"default\":\"./m.js\"}},\"./u\":\"./u.js\"}} | m.js",
        "{\"exports\":{\".\":[{\"node\":\"./u.js\"},\"./m.js\",7]}} | m.js",
        "{\"exports\":{\".\":{\"node\":\"./u.js\",\"require\":\"./b.js\"}},\"module\":\"m.js\"} | m.js",
        "{\"exports\":{\".\":null,\"./u\":\"./u.js\"}} | index.js",
        "{\"exports\":{\"browser\":\"./gone.js\"},\"module\":\"m.js\"} | m.js"
      })
  void unpack_packageJson_entryFileChosen(String json, String entry) throws IOException {
    TarBytes tar = new TarBytes().file("package.json", json);
    for (String path : new String[] {"j.js", "u.js", "b.js", "m.js", "d/index.js", "index.js"}) {
      tar.file(path, "1");
    }
    Path upload = Files.write(temp.resolve("upload"), tar.tar());
    try (UnpackedBundle bundle = ingest.unpack(new BundleArchive(upload), fixture.staging)) {
      assertThat(bundle.entry()).isEqualTo(entry);
      assertThat(bundle.packageJson()).isEqualTo(json.startsWith("{") ? json : null);
    }
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      nullValues = "null",
      value = {
        "chat.js, chat.js",
        "chat.js style.css chat.js.map, chat.js",
        "chat.mjs dist/a.js dist/b.js, chat.mjs",
        "dist/chat.js, dist/chat.js",
        "dist/chat.min.js dist/chat.css readme.md, dist/chat.min.js",
        "dist/chat.js dist/lib/x.js, dist/chat.js",
        "rollup.config.js dist/chat.js, dist/chat.js",
        "a.js b.js, null",
        "dist/a.js dist/b.js, null",
        "lib/a.js x.txt, null"
      })
  void unpack_noPackageJson_onlyScriptIsTheEntry(String paths, String entry) throws IOException {
    // A second top folder, so that none is stripped.
    TarBytes tar = new TarBytes().file("docs/x.md", "1");
    for (String path : paths.split(" ", -1)) {
      tar.file(path, "1");
    }
    Path upload = Files.write(temp.resolve("upload"), tar.tar());
    try (UnpackedBundle bundle = ingest.unpack(new BundleArchive(upload), fixture.staging)) {
      assertThat(bundle.entry()).isEqualTo(entry);
    }
  }
}
