package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.IngestException.Kind;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles at a limit are taken, bundles over it and bombs are refused as too large. */
final class IngestLimitsTest {
  private static final IngestLimits SMALL = new IngestLimits(4, 1000, 2500, 512);

  @TempDir Path temp;
  private IngestFixture fixture;

  @BeforeEach
  void setUp() throws IOException {
    fixture = new IngestFixture(temp);
  }

  static Stream<byte[]> atTheLimits() {
    String k = "k".repeat(1000);
    String half = "h".repeat(500);
    return Stream.of(
        new TarBytes().entry('5', "d/").file("a", k).file("b", k).file("c", half).tgz(),
        new TarBytes().entry('5', "d/").file("a", k).file("b", k).file("c", half).tar(),
        new ZipBytes().folder("d/").file("a", k).file("b", k).file("c", half).zip());
  }

  @ParameterizedTest
  @MethodSource("atTheLimits")
  void unpack_atAllLimits_taken(byte[] archive) throws IOException {
    assertThat(fixture.unpack(archive, SMALL)).hasSize(3);
    fixture.assertNothingLeft();
  }

  static Stream<byte[]> overTheLimits() {
    String k = "k".repeat(1000);
    String over = "o".repeat(1001);
    String part = "p".repeat(501);
    return Stream.of(
        new TarBytes().file("a", over).tgz(),
        new TarBytes().file("a", over).tar(),
        new ZipBytes().file("a", over).zip(),
        new TarBytes().file("a", k).file("b", k).file("c", part).tgz(),
        new ZipBytes().file("a", k).file("b", k).file("c", part).zip(),
        new TarBytes().file("a", "").file("b", "").file("c", "").file("d", "").file("e", "").tgz(),
        new ZipBytes().file("a", "").file("b", "").file("c", "").file("d", "").file("e", "").zip());
  }

  @ParameterizedTest
  @MethodSource("overTheLimits")
  void unpack_overOneLimit_tooLarge(byte[] archive) throws IOException {
    IngestException refused = fixture.refuse(archive, SMALL);
    assertThat(refused.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(refused.problems()).hasSize(1);
    fixture.assertNothingLeft();
  }

  @Test
  void unpack_overTwoLimits_bothListed() throws IOException {
    String over = "o".repeat(1300);
    byte[] archive = new ZipBytes().file("a", over).file("b", over).zip();
    IngestException refused = fixture.refuse(archive, SMALL);
    assertThat(refused.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(refused.problems())
        .containsExactly(
            "\"a\": 1300 bytes; a file may have 1000 bytes",
            "\"b\": 1300 bytes; a file may have 1000 bytes",
            "unpacks to more than 2500 bytes");
  }

  @Test
  void unpack_unsafeAndTooLarge_invalid() throws IOException {
    byte[] archive = new TarBytes().file("a", "o".repeat(1300)).file("../b", "1").tgz();
    assertThat(fixture.refuse(archive, SMALL).kind()).isEqualTo(Kind.INVALID);
  }

  @Test
  void unpack_tarClaimsHugeFile_tooLargeAndCutShort() throws IOException {
    byte[] archive = new TarBytes().header('0', bytes("a"), (1L << 33) - 1, b -> {}).tgz();
    IngestException refused = fixture.refuse(archive, IngestLimits.DEFAULTS);
    assertThat(refused.problems())
        .containsExactly(
            "\"a\": 8589934591 bytes; a file may have 52428800 bytes",
            "unpacks to more than 268435456 bytes",
            "the tar archive is cut short");
  }

  @Test
  void unpack_ratioBombBelowTheSizeLimits_tooLarge() throws IOException {
    byte[] zeros = new byte[20 << 20];
    byte[] tgz = new TarBytes().entry('0', bytes("a.js"), zeros).tgz();
    byte[] zip = new ZipBytes().file("a.js", new String(zeros, StandardCharsets.UTF_8)).zip();
    for (byte[] archive : new byte[][] {tgz, zip}) {
      IngestException refused = fixture.refuse(archive, IngestLimits.DEFAULTS);
      assertThat(refused.kind()).isEqualTo(Kind.TOO_LARGE);
      assertThat(refused.problems()).anySatisfy(p -> assertThat(p).contains("times its size"));
    }
    fixture.assertNothingLeft();
  }

  @Test
  void unpack_redundantButSmall_taken() throws IOException {
    byte[] zeros = new byte[8 << 20];
    assertThat(fixture.unpack(new TarBytes().entry('0', bytes("a.js"), zeros).tgz())).hasSize(1);
  }

  @Test
  void unpack_zerosWithoutEnd_tooLarge() throws IOException {
    byte[] member = TarBytes.gzip(new byte[4 << 20]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new TarBytes().file("a", "1").tgz());
    for (int i = 0; i < 100; i++) {
      out.writeBytes(member);
    }
    IngestException refused = fixture.refuse(out.toByteArray(), IngestLimits.DEFAULTS);
    assertThat(refused.kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void unpack_tenThousandAndOneGzipMembers_tooLarge() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] empty = TarBytes.gzip(new byte[0]);
    for (int i = 0; i < 10_001; i++) {
      out.writeBytes(empty);
    }
    assertThat(fixture.refuse(out.toByteArray(), IngestLimits.DEFAULTS).problems())
        .containsExactly("more than 10000 gzip members");
  }

  @Test
  void unpack_severalGzipMembers_taken() throws IOException {
    byte[] tar = new TarBytes().file("a.js", "1").file("b.js", "2").tar();
    byte[] archive =
        TarBytes.concat(
            TarBytes.gzip(Arrays.copyOf(tar, 700)),
            TarBytes.gzip(Arrays.copyOfRange(tar, 700, tar.length)));
    assertThat(fixture.unpack(archive)).containsOnlyKeys("a.js", "b.js");
  }

  @Test
  void unpack_secondTarInSecondGzipMember_refused() throws IOException {
    byte[] archive =
        TarBytes.concat(new TarBytes().file("a", "1").tgz(), new TarBytes().file("b", "2").tgz());
    assertThat(fixture.refuse(archive, IngestLimits.DEFAULTS).problems())
        .containsExactly("there is data after the end of the tar archive");
  }

  static Stream<byte[]> brokenGzip() {
    byte[] good = new TarBytes().file("a.js", "1").tgz();
    byte[] crc = good.clone();
    crc[good.length - 8] ^= 1;
    byte[] length = good.clone();
    length[good.length - 1] ^= 1;
    byte[] method = good.clone();
    method[2] = 7;
    byte[] flags = good.clone();
    flags[3] = (byte) 0x80;
    byte[] longName = TarBytes.concat(Arrays.copyOf(good, 10), new byte[0]);
    longName[3] = 8;
    byte[] endlessName =
        TarBytes.concat(longName, "n".repeat(70_000).getBytes(StandardCharsets.UTF_8));
    return Stream.of(
        crc,
        length,
        method,
        flags,
        endlessName,
        Arrays.copyOf(good, good.length - 1),
        Arrays.copyOf(good, good.length / 2),
        Arrays.copyOf(good, 5),
        TarBytes.concat(good, new byte[] {0, 1}),
        TarBytes.concat(good, new byte[100_000], bytes("garbage")),
        TarBytes.concat(new byte[] {0}, good),
        TarBytes.concat(good, bytes("garbage")),
        TarBytes.concat(good, new byte[] {0x1f, (byte) 0x8b}),
        TarBytes.gzip(new byte[0]),
        TarBytes.gzip(bytes("no tar")));
  }

  @ParameterizedTest
  @MethodSource("brokenGzip")
  void unpack_brokenGzip_invalid(byte[] archive) throws IOException {
    assertThat(fixture.refuse(archive, IngestLimits.DEFAULTS).kind()).isEqualTo(Kind.INVALID);
    fixture.assertNothingLeft();
  }

  @Test
  void unpack_gzipHeaderFields_taken() throws IOException {
    byte[] header =
        TarBytes.concat(
            new byte[] {0x1f, (byte) 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9},
            bytes("name\0comment\0"),
            new byte[] {1, 2});
    byte[] tar = new TarBytes().file("a.js", "1").tar();
    assertThat(fixture.unpack(TarBytes.gzip(tar, header))).containsOnlyKeys("a.js");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
