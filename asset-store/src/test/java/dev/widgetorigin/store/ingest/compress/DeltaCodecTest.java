package dev.widgetorigin.store.ingest.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The framing of RFC 9842, and streams that others can decode. */
final class DeltaCodecTest {
  private static final byte[] BEFORE = text("function chat(){return 'one'}\n".repeat(300));
  private static final byte[] AFTER =
      text("function chat(){return 'one'}\n".repeat(300).replaceFirst("one", "two"));

  @Provide
  Arbitrary<Encoding> codings() {
    return Arbitraries.of(Encoding.DCB, Encoding.DCZ);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] delta(Encoding encoding, byte[] bytes, byte[] dictionary)
      throws IOException {
    return delta(encoding, bytes, dictionary, () -> false);
  }

  private static byte[] delta(
      Encoding encoding, byte[] bytes, byte[] dictionary, BooleanSupplier stop) throws IOException {
    Digest name = Digest.sha256(dictionary);
    return encoding == Encoding.DCB
        ? DeltaCodec.brotli(bytes, dictionary, name, true, stop)
        : DeltaCodec.zstd(bytes, dictionary, name, true, stop);
  }

  @Property(tries = 60)
  void encode_anyTwoFiles_decodeToTheSecond(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 100_000) int before,
      @ForAll @IntRange(min = 1, max = 100_000) int after,
      @ForAll("codings") Encoding encoding)
      throws IOException {
    Random random = new Random(seed);
    byte[] dictionary = new byte[before];
    random.nextBytes(dictionary);
    byte[] bytes = Arrays.copyOf(dictionary, after);
    for (int i = 0; i < 5; i++) {
      bytes[random.nextInt(after)] = (byte) i;
    }
    byte[] delta = delta(encoding, bytes, dictionary);
    assertThat(DeltaCodec.decode(encoding, delta, dictionary, Digest.sha256(dictionary), after))
        .isEqualTo(bytes);
    assertThat(delta(encoding, bytes, dictionary)).isEqualTo(delta);
  }

  @DisplayName("RFC 9842 §4, §5: magic number, SHA-256 of the dictionary, stream")
  @ParameterizedTest
  @CsvSource({"DCB, ff444342", "DCZ, 5e2a4d1820000000"})
  void encode_frame_namesTheDictionary(Encoding encoding, String magic) throws IOException {
    byte[] delta = delta(encoding, AFTER, BEFORE);
    String hex = HexFormat.of().formatHex(delta);
    assertThat(hex).startsWith(magic + Digest.sha256(BEFORE));
    assertThat(delta.length).isLessThan(120);
  }

  @ParameterizedTest
  @CsvSource({"DCB", "DCZ"})
  void decode_otherDictionaryOrCutShort_throws(Encoding encoding) throws IOException {
    byte[] delta = delta(encoding, AFTER, BEFORE);
    byte[] other = text("something else");
    assertThatThrownBy(
            () -> DeltaCodec.decode(encoding, delta, other, Digest.sha256(other), AFTER.length))
        .isInstanceOf(IOException.class);
    byte[] cut = Arrays.copyOf(delta, 20);
    assertThatThrownBy(
            () -> DeltaCodec.decode(encoding, cut, BEFORE, Digest.sha256(BEFORE), AFTER.length))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({"DCB", "DCZ"})
  void encode_stopped_isCancelled(Encoding encoding) {
    assertThatThrownBy(() -> delta(encoding, AFTER, BEFORE, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @DisplayName("RFC 9842 §5: a window of 8 MiB at most, for files of up to 8 MiB")
  @Test
  void encode_largeFile_windowIsWhatEveryBrowserHas() throws IOException {
    byte[] before = new byte[3 << 20];
    new Random(1).nextBytes(before);
    byte[] after = before.clone();
    after[1 << 20] ^= 1;
    byte[] delta = delta(Encoding.DCZ, after, before);
    assertThat(delta.length).isLessThan(2000);
    // RFC 8878 §3.1.1.1.1: a single segment, whose window is the content's size.
    assertThat(delta[40 + 4] & 0x20).isNotZero();
  }

  @DisplayName("the brotli tool decodes what stands behind the frame")
  @Test
  void dcb_brotliTool_decodes(@TempDir Path folder) throws Exception {
    String help = new String(run(List.of("brotli", "-h")), StandardCharsets.UTF_8);
    assumeTrue(help.contains("--dictionary"), "this brotli knows no -D (1.1 and later do)");
    Path dictionary = Files.write(folder.resolve("before"), BEFORE);
    byte[] delta = delta(Encoding.DCB, AFTER, BEFORE);
    Path stream = Files.write(folder.resolve("x"), Arrays.copyOfRange(delta, 36, delta.length));
    assertThat(run(List.of("brotli", "-d", "-c", "-D", "" + dictionary, "" + stream)))
        .isEqualTo(AFTER);
  }

  @DisplayName("the zstd tool decodes what stands behind the frame, and the frame with it")
  @ParameterizedTest
  @CsvSource({"40, -D", "40, --patch-from=", "0, -D"})
  void dcz_zstdTool_decodes(int skipped, String option, @TempDir Path folder) throws Exception {
    Path dictionary = Files.write(folder.resolve("before"), BEFORE);
    byte[] delta = delta(Encoding.DCZ, AFTER, BEFORE);
    Path stream =
        Files.write(folder.resolve("x.zst"), Arrays.copyOfRange(delta, skipped, delta.length));
    List<String> with =
        option.equals("-D") ? List.of("-D", "" + dictionary) : List.of(option + dictionary);
    List<String> command = new ArrayList<>(List.of("zstd", "-d", "-c", "-q"));
    command.addAll(with);
    command.add("" + stream);
    assertThat(run(command)).isEqualTo(AFTER);
  }

  /** What a tool prints; the test is skipped where it is not installed. */
  private static byte[] run(List<String> command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      assumeTrue(false, command.get(0) + " is not installed (apt install " + command.get(0) + ")");
      throw e;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var in = process.getInputStream()) {
      in.transferTo(out);
    }
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return out.toByteArray();
  }
}
