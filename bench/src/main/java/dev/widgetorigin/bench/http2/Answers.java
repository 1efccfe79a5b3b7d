package dev.widgetorigin.bench.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * All that the server can answer: each file of a folder that has a {@code .br} beside it, with the
 * fields that the origin sends. Confined to one event loop but for its construction.
 */
final class Answers {
  private static final AsciiString OK = AsciiString.cached("200");
  private static final AsciiString DATE = AsciiString.cached("date");

  /** What the origin sends, with values as long as its own. */
  private static final String FIELDS =
      """
      last-modified: Sat, 28 Nov 2026 18:28:20 GMT
      surrogate-key: w-video.js w-video.js-v-8.24.1
      cache-tag: w-video.js,w-video.js-v-8.24.1
      content-encoding: br
      etag: "076c48366e8a186bf243d5937f32a974-br"
      repr-digest: sha-256=:qzhXaFWhzp9ZtSyTQbs3O/1AHF2KU/aAebxNRvAeN9I=:
      server: widget-origin
      x-content-type-options: nosniff
      cross-origin-resource-policy: cross-origin
      timing-allow-origin: *
      strict-transport-security: max-age=31536000
      access-control-allow-origin: *
      access-control-expose-headers: Accept-Ranges, Age, CDN-Cache-Control, Content-Encoding, \
      Content-Location, Content-Range, Date, Deprecation, ETag, Link, Location, Repr-Digest, \
      SourceMap, Vary, X-Fallback, X-Resolved-Version
      cache-control: public, max-age=31536000, immutable
      accept-ranges: bytes
      vary: Accept-Encoding
      """;

  /** One answer; its headers are made anew when the date changes. */
  static final class Answer {
    final ByteBuf body;

    /** Names and values in turn, without the date. */
    final AsciiString[] fields;

    private Http2Headers headers;

    Answer(ByteBuf body, AsciiString... fields) {
      this.body = body;
      this.fields = fields;
    }

    private void date(AsciiString date) {
      AsciiString[] all = new AsciiString[fields.length + 2];
      all[0] = DATE;
      all[1] = date;
      System.arraycopy(fields, 0, all, 2, fields.length);
      headers = ReadOnlyHttp2Headers.serverHeaders(false, OK, all);
    }
  }

  private final Map<AsciiString, Answer> byPath = new HashMap<>();
  private long second;

  private Answers() {}

  static Answers of(Path folder) throws IOException {
    Answers answers = new Answers();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".br")).toList()) {
        String path = "/" + folder.relativize(file).toString().replaceFirst("\\.br$", "");
        answers.byPath.put(AsciiString.of(path), answer(path, Files.readAllBytes(file)));
      }
    }
    return answers;
  }

  private static Answer answer(String path, byte[] content) {
    ByteBuf body = Unpooled.directBuffer(content.length).writeBytes(content).asReadOnly();
    List<AsciiString> fields = new ArrayList<>();
    for (String field : FIELDS.lines().toList()) {
      String[] parts = field.split(": ", 2);
      fields.add(AsciiString.of(parts[0]));
      fields.add(AsciiString.of(parts[1]));
    }
    fields.add(AsciiString.of("content-type"));
    fields.add(
        AsciiString.of(
            (path.endsWith(".css") ? "text/css" : "text/javascript") + "; charset=utf-8"));
    fields.add(AsciiString.of("content-length"));
    fields.add(AsciiString.of(Integer.toString(content.length)));
    return new Answer(body, fields.toArray(new AsciiString[0]));
  }

  /** Null where there is none. */
  Answer get(CharSequence path) {
    return byPath.get(AsciiString.of(path));
  }

  void each(BiConsumer<String, Answer> action) {
    byPath.forEach((path, answer) -> action.accept(path.toString(), answer));
  }

  Http2Headers headers(Answer answer) {
    long now = System.currentTimeMillis() / 1000;
    if (now != second) {
      second = now;
      String date =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              Instant.ofEpochSecond(now).atOffset(ZoneOffset.UTC));
      byPath.values().forEach(each -> each.date(AsciiString.of(date)));
    }
    return answer.headers;
  }
}
