package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.store.manifest.Encoding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The same assertions for a body in memory and for one that is sent from its file. */
@DisplayName("RFC 9110 §14, §15.3.7, §15.5.17 ranges")
@ParameterizedClass(name = "{0}")
@MethodSource("dev.widgetorigin.origin.delivery.Way#ways")
final class RangeRepliesTest {
  private enum Kept {
    IN_MEMORY,
    IN_FILE
  }

  @TempDir static Path folder;
  private static final Map<Kept, DeliveryWorld> WORLDS = new EnumMap<>(Kept.class);

  @Parameter Way way;
  private final String script = DeliveryWorld.script("1.0.0");
  private DeliveryWorld world;

  @BeforeParameterizedClassInvocation
  static void publish(Way way) {
    OriginConfig defaults = OriginConfig.DEFAULTS;
    for (Kept kept : Kept.values()) {
      OriginConfig config = kept == Kept.IN_MEMORY ? defaults : Configs.withCache(defaults, 0, 0);
      Path own = folder.resolve(way.name()).resolve(kept.name()).resolve("store");
      DeliveryWorld world = new DeliveryWorld(own, config, DeliveryEvents.NONE, way);
      world.publishSample("1.0.0");
      Reply reply = world.reply(Method.GET, "/w/v1.0.0/widget.js");
      assertThat(reply.body() instanceof Body.Memory).isEqualTo(kept == Kept.IN_MEMORY);
      Answer.of(reply);
      WORLDS.put(kept, world);
    }
  }

  @AfterParameterizedClassInvocation
  static void close() {
    for (DeliveryWorld world : WORLDS.values()) {
      world.close();
      world.awaitNothingHeld();
    }
  }

  private void open(Kept kept) {
    world = WORLDS.get(kept);
  }

  @ParameterizedTest
  @EnumSource
  void single_isPartOfTheContent(Kept kept) {
    open(kept);
    Answer answer = world.get("/w/v1.0.0/widget.js", "Range", "bytes=5-14");

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).isEqualTo(script.substring(5, 15));
    assertThat(answer.header("Content-Range")).isEqualTo("bytes 5-14/" + script.length());
    assertThat(answer.all("Content-Length")).containsExactly("10");
    assertThat(answer.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(answer.header("ETag")).isNotNull();
    assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(answer.header("Cache-Control")).contains("immutable");
  }

  @ParameterizedTest
  @EnumSource
  void suffix_isTheEnd(Kept kept) {
    open(kept);

    assertThat(world.get("/w/v1.0.0/widget.js", "Range", "bytes=-7").text())
        .isEqualTo(script.substring(script.length() - 7));
  }

  @ParameterizedTest
  @EnumSource
  void encoded_isOverTheEncodedBytes(Kept kept) {
    open(kept);
    byte[] br = DeliveryWorld.encoded(Encoding.BR, script);
    Answer answer = world.get("/w/v1.0.0/widget.js", "Range", "bytes=1-9", "Accept-Encoding", "br");

    assertThat(answer.content()).isEqualTo(Arrays.copyOfRange(br, 1, 10));
    assertThat(answer.header("Content-Range")).isEqualTo("bytes 1-9/" + br.length);
    assertThat(answer.header("Content-Encoding")).isEqualTo("br");
  }

  @ParameterizedTest
  @EnumSource
  void several_areMultipart(Kept kept) {
    open(kept);
    Answer answer = world.get("/w/v1.0.0/widget.js", "Range", "bytes=0-4,10-12,-3");
    String type = answer.header("Content-Type");
    String boundary = type.substring(type.indexOf("boundary=") + 9);
    int size = script.length();

    assertThat(answer.status()).isEqualTo(206);
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    assertThat(answer.header("Content-Range")).isNull();
    assertThat(answer.all("Content-Length"))
        .containsExactly(Integer.toString(answer.content().length));
    String expected =
        Stream.of(new int[] {0, 5}, new int[] {10, 13}, new int[] {size - 3, size})
            .map(
                r ->
                    "--%s\r\nContent-Type: text/javascript; charset=utf-8\r\nContent-Range: bytes %d-%d/%d\r\n\r\n%s\r\n"
                        .formatted(boundary, r[0], r[1] - 1, size, script.substring(r[0], r[1])))
            .reduce("", String::concat);
    assertThat(new String(answer.content(), StandardCharsets.UTF_8))
        .isEqualTo(expected + "--" + boundary + "--\r\n");
  }

  @ParameterizedTest
  @EnumSource
  void several_encoded_nameTheCodingInEachPart(Kept kept) {
    open(kept);
    Answer answer =
        world.get("/w/v1.0.0/widget.js", "Range", "bytes=0-1,4-5", "Accept-Encoding", "gzip");

    assertThat(answer.header("Content-Encoding")).isNull();
    assertThat(answer.text().split("Content-Encoding: gzip\r\n", -1)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void unsatisfiable_saysHowLongItIs(Kept kept) {
    open(kept);
    Answer answer = world.get("/w/v1.0.0/widget.js", "Range", "bytes=100000-");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */" + script.length());
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @EnumSource
  void whole_whereTheRangeDoesNotCount(Kept kept) {
    open(kept);
    String etag = world.get("/w/v1.0.0/widget.js").header("ETag");
    String url = "/w/v1.0.0/widget.js";

    assertThat(world.get(url, "Range", "lines=1-2").status()).isEqualTo(200);
    assertThat(world.get(url, "Range", "bytes=2-1").status()).isEqualTo(200);
    assertThat(world.get(url, "Range", "bytes=0-1", "If-Range", "\"x\"").status()).isEqualTo(200);
    assertThat(world.get(url, "Range", "bytes=0-1", "If-Range", "W/" + etag).status())
        .isEqualTo(200);
    assertThat(world.get(url, "Range", "bytes=0-1", "If-Range", etag).status()).isEqualTo(206);
    assertThat(
            world.get(url, "Range", "bytes=0-1", "If-Range", DeliveryWorld.LAST_MODIFIED).status())
        .isEqualTo(206);
    assertThat(world.get(url, "Range", "bytes=0-1", "If-None-Match", etag).status()).isEqualTo(304);
    assertThat(world.get(url, "Range", "bytes=999999-", "If-Match", "\"x\"").status())
        .isEqualTo(412);
    Answer head = world.send(Method.HEAD, url, "Range", "bytes=0-1");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(script.length()));
  }
}
