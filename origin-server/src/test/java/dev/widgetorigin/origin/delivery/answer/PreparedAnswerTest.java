package dev.widgetorigin.origin.delivery.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.negotiate.ByteRanges;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.file.FileWindows;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.HttpDate;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Variant;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9110 §12.5.3, §13.2.2, §14.2 decided for one request, without a socket")
final class PreparedAnswerTest {
  private static final String MODIFIED = "Fri, 20 Nov 2026 10:00:00 GMT";
  private static final long NOW = Instant.parse("2026-11-21T09:00:00Z").toEpochMilli();

  /** 100 bytes as published, 40 in gzip. */
  private final Asset exact = asset("1.0.0", 100, 40);

  private final Asset alias = asset("latest", 100, 40);
  private final Asset empty = asset("1.0.0", 0, 0);

  private static Asset asset(String selector, long size, long gzipped) {
    HeaderBlock common = HeaderBlock.builder().build();
    List<Representation> all = new ArrayList<>();
    if (gzipped > 0) {
      all.add(
          Representation.ofVariant(
              common, "\"gzip\"", new Variant(Encoding.GZIP, digest(1), gzipped)));
    }
    AssetEntry entry = new AssetEntry("w.js", size, digest(0), "", "", List.of());
    all.add(Representation.ofFile(common, "\"plain\"", entry));
    long modified = HttpDate.parse(MODIFIED, 2026);
    return new Asset(
        new ResolvedTarget(null, null, null, Selector.parse(selector), null, null, 0),
        "w.js",
        null,
        all.toArray(new Representation[0]),
        modified,
        modified,
        new Asset.Varying(true, false),
        Downloads.NONE,
        Resource.ALWAYS);
  }

  private static Digest digest(int content) {
    return Digest.sha256(new byte[] {(byte) content});
  }

  private static String decided(Asset asset, Request request) {
    PreparedAnswer answer = PreparedAnswer.decide(asset, request, NOW);
    StringBuilder text = new StringBuilder().append(answer.status());
    if (answer.representation() != null) {
      text.append(' ').append(answer.representation().encodingToken());
    }
    if (answer.ranges() instanceof ByteRanges.Parts cut) {
      cut.parts().forEach(part -> text.append(' ').append(part.first() + "-" + part.last()));
    }
    return text.append(answer.hasContent() ? " with content" : "").toString();
  }

  private static Request request(
      Method method, String accept, String noneMatch, String match, String range, String ifRange) {
    return FakeRequest.of(
        method,
        "/",
        "Accept-Encoding",
        accept,
        "If-None-Match",
        noneMatch,
        "If-Match",
        match,
        "Range",
        range,
        "If-Range",
        ifRange == null ? null : ifRange.replace("M", MODIFIED));
  }

  @ParameterizedTest(
      name = "{0}, coding {1}, If-None-Match {2}, If-Match {3}, Range {4}, {5} → {6}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "GET  |                |          |          |              |          | 200 identity with content",
        "GET  | gzip           |          |          |              |          | 200 gzip with content",
        "HEAD | gzip           |          |          |              |          | 200 gzip",
        "GET  | identity;q=0   |          |          |              |          | 406",
        "GET  | gzip           | \"gzip\" |          |              |          | 304 gzip",
        "GET  | gzip           | \"plain\"|          |              |          | 200 gzip with content",
        "HEAD |                | \"plain\"|          |              |          | 304 identity",
        "GET  |                |          | \"gzip\" |              |          | 412 identity",
        "GET  | identity;q=0   | *        |          | bytes=0-9    |          | 406",
        "GET  |                | *        |          | bytes=0-9    |          | 304 identity",
        "GET  |                |          |          | bytes=0-9    |          | 206 identity 0-9 with content",
        "GET  | gzip           |          |          | bytes=-9     |          | 206 gzip 31-39 with content",
        "GET  |                |          |          | bytes=0-0,9- |          | 206 identity 0-0 9-99 with content",
        "GET  | gzip           |          |          | bytes=40-    |          | 416 gzip",
        "HEAD | gzip           |          |          | bytes=40-    |          | 200 gzip",
        "GET  |                |          |          | lines=1-2    |          | 200 identity with content",
        "GET  |                |          |          | bytes=0-9    | \"gzip\" | 200 identity with content",
        "GET  |                |          |          | bytes=0-9    | M        | 206 identity 0-9 with content",
      })
  void decide_exactUrl_table(
      Method method,
      String accept,
      String noneMatch,
      String match,
      String range,
      String ifRange,
      String expected) {
    assertThat(decided(exact, request(method, accept, noneMatch, match, range, ifRange)))
        .isEqualTo(expected);
  }

  @Test
  void decide_alias_takesNoDateForAStrongValidator() {
    assertThat(decided(alias, request(Method.GET, null, null, null, "bytes=0-9", "M")))
        .isEqualTo("200 identity with content");
  }

  @Test
  void decide_emptyFile_hasNoContent() {
    assertThat(decided(empty, request(Method.GET, null, null, null, null, null)))
        .isEqualTo("200 identity");
    assertThat(decided(empty, request(Method.GET, null, null, null, "bytes=0-9", null)))
        .isEqualTo("200 identity");
    assertThat(decided(empty, request(Method.GET, null, null, null, "bytes=1-9", null)))
        .isEqualTo("416 identity");
  }

  @Test
  void decide_allOfIt_isTheSameValueEachTime() {
    Request request = request(Method.GET, "gzip", null, null, null, null);
    assertThat(PreparedAnswer.decide(exact, request, NOW))
        .isSameAs(PreparedAnswer.decide(exact, request, NOW));
  }

  @Test
  void identityInstead_ofAVariant_isDecidedAnew() {
    Request request = request(Method.GET, "gzip, identity", null, null, "bytes=90-", null);
    PreparedAnswer lost =
        PreparedAnswer.decide(exact, request(Method.GET, "gzip", null, null, null, null), NOW);

    PreparedAnswer instead = lost.afterRepair().identityInstead(request, NOW);

    assertThat(instead.status()).isEqualTo(206);
    assertThat(instead.representation().encoding()).isNull();
    assertThat(instead.repairTried()).isFalse();
    assertThat(instead.identityInstead(request, NOW)).as("instead of itself").isNull();
  }

  @Test
  void identityInstead_whereItIsNotAcceptable_isNull() {
    Request request = request(Method.GET, "gzip, identity;q=0", null, null, null, null);
    assertThat(PreparedAnswer.decide(exact, request, NOW).identityInstead(request, NOW)).isNull();
  }

  private static Body.Memory body(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) i;
    }
    return new Body.Memory(Unpooled.copiedBuffer(bytes));
  }

  private static PreparedAnswer decided(Asset asset, String... fields) {
    return PreparedAnswer.decide(asset, FakeRequest.of(Method.GET, "/", fields), NOW);
  }

  @Test
  void reply_ofAll_takesTheBodyAlongAndIsMadeOnceForIt() {
    Body.Memory body = body(100);
    Reply first = decided(exact).reply(body);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body()).isSameAs(body);
    assertThat(body.bytes().refCnt()).isEqualTo(1);
    assertThat(decided(exact).reply(body)).as("the same body").isSameAs(first);
    Body.Memory other = body(100);
    assertThat(decided(exact).reply(other).body()).isSameAs(other);
  }

  @Test
  void reply_ofParts_letsTheBodyGoWithTheLastOfThem() {
    for (String range : List.of("bytes=5-9", "bytes=5-9,20-29")) {
      Body.Memory body = body(100);
      Reply reply = decided(exact, "Range", range).reply(body);
      assertThat(reply.status()).isEqualTo(206);
      assertThat(body.bytes().refCnt()).isPositive();
      reply.body().release();
      assertThat(body.bytes().refCnt()).isZero();
    }
  }

  @Test
  void reply_ofOnePart_isThatPart() {
    Reply reply = decided(exact, "Range", "bytes=5-9", "Accept-Encoding", "gzip").reply(body(40));
    assertThat(reply.headers().get("Content-Range")).isEqualTo("bytes 5-9/40");
    assertThat(reply.headers().get("Content-Length")).isEqualTo("5");
    assertThat(reply.headers().get("Content-Encoding")).isEqualTo("gzip");
    assertThat(Answer.of(reply).content()).containsExactly(5, 6, 7, 8, 9);
  }

  /** The byte at 65 is an A, and so on. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "identity, 100, '65-66,98-98', '', 65-66, AB, 98-98, b",
    "gzip, 40, '35-36,38-38', Content-Encoding: gzip, 35-36, #$, 38-38, &",
  })
  void reply_ofSeveralParts_saysWhatEachIs(
      String coding,
      int size,
      String ranges,
      String line,
      String first,
      String firstBytes,
      String last,
      String lastBytes) {
    Reply reply =
        decided(exact, "Range", "bytes=" + ranges, "Accept-Encoding", coding).reply(body(size));
    String type = reply.headers().get("Content-Type");
    assertThat(type).matches("multipart/byteranges; boundary=[0-9a-f]{24}");
    String boundary = type.substring(type.indexOf('=') + 1);
    assertThat(reply.headers().get("Content-Encoding")).isNull();
    Answer answer = Answer.of(reply);
    String part =
        "--"
            + boundary
            + "\r\nContent-Type: text/javascript; charset=utf-8\r\n"
            + (line.isEmpty() ? "" : line + "\r\n")
            + "Content-Range: bytes %s/"
            + size
            + "\r\n\r\n%s\r\n";
    assertThat(answer.text())
        .isEqualTo(
            part.formatted(first, firstBytes)
                + part.formatted(last, lastBytes)
                + "--"
                + boundary
                + "--\r\n");
    assertThat(answer.header("Content-Length"))
        .isEqualTo(Integer.toString(answer.content().length));
  }

  /** A body that is shorter than its digest says cannot be cut; it is let go all the same. */
  @Test
  void reply_thatCannotBeMade_letsTheBodyGo() {
    Body.Memory body = body(3);
    PreparedAnswer answer = decided(exact, "Range", "bytes=90-99");
    assertThatThrownBy(() -> answer.reply(body)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(body.bytes().refCnt()).isZero();
  }

  @Test
  void reply_withoutContent_isThe304OrTheHead() {
    assertThat(decided(exact, "If-None-Match", "*").reply())
        .isSameAs(exact.representations[1].notModified());
    Request head = FakeRequest.of(Method.HEAD, "/", "Accept-Encoding", "gzip");
    Reply reply = PreparedAnswer.decide(exact, head, NOW).reply();
    assertThat(reply).isSameAs(exact.representations[0].head());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers().get("Content-Length")).isEqualTo("40");
  }

  @Test
  void reply_ofAFile_holdsItOnceForEachPart(@TempDir Path folder) throws IOException {
    Path path = Files.write(folder.resolve("f"), new byte[100]);
    for (String range : Arrays.asList(null, "bytes=5-9", "bytes=5-9,20-29")) {
      FileChannel channel = FileChannel.open(path);
      boolean[] closed = {false};
      OpenFile file = new OpenFile(channel, new FileWindows(100), () -> closed[0] = true);
      Reply reply = decided(exact, "Range", range).reply(file);
      assertThat(reply.status()).isEqualTo(range == null ? 200 : 206);
      assertThat(reply.headers().get("Content-Length"))
          .isEqualTo(Long.toString(reply.body().length()));
      assertThat(closed[0]).isFalse();
      reply.body().release();
      assertThat(closed[0]).isTrue();
      channel.close();
    }
  }

  @Test
  void afterRepair_isTheSameAnswerTriedOnce() {
    PreparedAnswer answer = decided(exact, "Range", "bytes=5-9");
    assertThat(answer.repairTried()).isFalse();
    assertThat(answer.afterRepair())
        .isEqualTo(
            new PreparedAnswer(exact, 206, answer.representation(), answer.ranges(), true, true));
  }

  /** Such a date is of the century that is now; the file is of 2026. */
  @ParameterizedTest(name = "at {0}: {1}, {2}")
  @CsvSource({
    "2026-11-21T09:00:00Z, 304, 200",
    "2000-01-01T00:00:00Z, 304, 200",
    "1999-12-31T23:59:59Z, 200, 412",
  })
  void decide_dateWithATwoDigitYear_goesByTheYear(Instant now, int modified, int unmodified) {
    String date = "Friday, 20-Nov-26 10:00:00 GMT";
    Request since = FakeRequest.of(Method.GET, "/", "If-Modified-Since", date);
    assertThat(PreparedAnswer.decide(exact, since, now.toEpochMilli()).status())
        .isEqualTo(modified);
    Request range = FakeRequest.of(Method.GET, "/", "Range", "bytes=0-9", "If-Range", date);
    assertThat(PreparedAnswer.decide(exact, range, now.toEpochMilli()).status())
        .isEqualTo(modified == 304 ? 206 : 200);
    Request before = FakeRequest.of(Method.GET, "/", "If-Unmodified-Since", date);
    assertThat(PreparedAnswer.decide(exact, before, now.toEpochMilli()).status())
        .isEqualTo(unmodified);
  }
}
