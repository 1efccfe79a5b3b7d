package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import dev.widgetorigin.store.layout.CrashPoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The promise of a fast publish that a {@code kill -9} interrupts: after the next start the exact
 * URL answers whole files, no alias answers the version before its best variants are in place, the
 * same bytes again complete it, and no entity tag ever stands for two different bodies.
 */
final class FastPublishCrashTest {
  private static final String FILE = "/chat/v1.0.0/chat.js";

  /** Long enough that Brotli 5 and 11 make different bytes of it. */
  private static final String SCRIPT =
      new Random(7).ints(8000, 0, 900).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

  @TempDir Path folder;

  /** The second time: the first was the version's first part. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish-blobs-durable:2",
        "manifest-linked:2",
        "log-written:2",
        "log-linked:2",
        "catalog-swapped:2"
      })
  @Timeout(120)
  void restart_afterAHaltInTheSecondPart_isWholeAndTheSameBytesCompleteIt(String point)
      throws Exception {
    Path store = folder.resolve("store");
    try (OriginProcess origin = OriginProcess.start(store, Map.of("WIDGET_ORIGIN_CRASH", point))) {
      try {
        assertThat(publish(origin, "?fast=true").statusCode()).isEqualTo(201);
      } catch (IOException died) {
        // Before its answer was out: the version is there all the same.
      }
      assertThat(origin.exitCode()).isEqualTo(CrashPoint.EXIT_STATUS);
    }
    try (OriginProcess origin = OriginProcess.start(store)) {
      JsonNode version = origin.apiJson("/widgets/chat/versions/1.0.0");
      boolean quick = version.path("quick").asBoolean(false);
      // The change is in the log from the moment at which its object has its name.
      assertThat(quick).isEqualTo(!point.matches("log-linked.*|catalog-swapped.*"));
      assertThat(
              origin.apiJson("/widgets/chat").get("versions").get(0).path("quick").asBoolean(false))
          .isEqualTo(quick);
      assertThat(version.get("state").asString()).isEqualTo(quick ? "staged" : "released");
      assertThat(origin.get("/chat/latest/chat.js").statusCode()).isEqualTo(quick ? 404 : 200);
      HttpResponse<byte[]> first = whole(origin);

      HttpResponse<byte[]> again = publish(origin, "");
      assertThat(again.statusCode()).isEqualTo(200);
      assertThat(new String(again.body(), StandardCharsets.UTF_8))
          .contains("\"changed\":" + quick)
          .doesNotContain("\"quick\"");
      assertThat(origin.get("/chat/latest/chat.js").statusCode()).isEqualTo(200);
      assertTagsTellApart(origin, first, whole(origin), quick);
      assertThat(origin.terminate()).isZero();
    }
  }

  private static void assertTagsTellApart(
      OriginProcess origin, HttpResponse<byte[]> before, HttpResponse<byte[]> after, boolean quick)
      throws Exception {
    assertThat(after.body().length < before.body().length).isEqualTo(quick);
    assertThat(tag(after).equals(tag(before))).isEqualTo(!quick);
    assertThat(origin.get(FILE, "Accept-Encoding", "br", "If-None-Match", tag(before)).statusCode())
        .isEqualTo(quick ? 200 : 304);
    // Who has the first half of the one must not get the second half of the other.
    assertThat(
            origin
                .get(FILE, "Accept-Encoding", "br", "Range", "bytes=100-", "If-Range", tag(before))
                .statusCode())
        .isEqualTo(quick ? 200 : 206);
    assertThat(
            origin
                .get(FILE, "Accept-Encoding", "br", "Range", "bytes=100-", "If-Range", tag(after))
                .statusCode())
        .isEqualTo(206);
    // As they are, the bytes never change, nor does their tag.
    assertThat(origin.get(FILE).body()).isEqualTo(SCRIPT.getBytes(StandardCharsets.UTF_8));
  }

  private static String tag(HttpResponse<byte[]> response) {
    return response.headers().firstValue("ETag").orElseThrow();
  }

  private static HttpResponse<byte[]> whole(OriginProcess origin) throws Exception {
    HttpResponse<byte[]> response = origin.get(FILE, "Accept-Encoding", "br");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Encoding")).contains("br");
    Brotli4jLoader.ensureAvailability();
    try (BrotliInputStream in = new BrotliInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(SCRIPT);
    }
    return response;
  }

  private static HttpResponse<byte[]> publish(OriginProcess origin, String query)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("package/chat.js"));
      zip.write(SCRIPT.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return origin.api("PUT", "/widgets/chat/versions/1.0.0" + query, bytes.toByteArray());
  }
}
