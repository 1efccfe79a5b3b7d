package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads small JSON that clients send: UTF-8 only (RFC 8259, section 8.1), each name of an object
 * once, nothing after the value, and no text with half a surrogate pair, which no UTF-8 could
 * repeat. A byte order mark before it is ignored.
 *
 * <p>Jackson alone would take UTF-16 and UTF-32 as well, and half pairs. Thread-safe.
 */
public final class JsonBody {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonBody() {}

  /**
   * All of a body. Throws ProblemException (400) that says where it is wrong.
   *
   * @param expected in the problem, e.g. {@code a JSON object}
   */
  public static JsonNode read(InputStream in, String expected) throws IOException {
    String text = decode(in.readAllBytes());
    try {
      JsonNode json = JSON.readTree(text);
      // Only an escape can make half a pair.
      if (text.contains("\\u")) {
        requireWholeTexts(text);
      }
      return json;
    } catch (JacksonException e) {
      // The parser's own words name its classes and limits.
      throw malformed("Expected " + expected, e.getLocation());
    }
  }

  /** False where the text has half a surrogate pair. */
  public static boolean isWhole(String text) {
    return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private static String decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    boolean wrong = StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError();
    String text = out.flip().toString();
    // No JSON has a NUL in it; that of other encodings is full of them.
    int offset = wrong ? in.position() : text.indexOf('\0');
    if (offset >= 0) {
      throw malformed("Expected JSON in UTF-8; it is not at byte " + (offset + 1), null);
    }
    // A byte order mark is no part of the text.
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** Names need no look: the parser itself refuses half a pair in them. */
  private static void requireWholeTexts(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING && !isWhole(parser.getString())) {
          throw malformed(
              "Expected texts of whole characters, found half a surrogate pair",
              parser.currentTokenLocation());
        }
      }
    }
  }

  private static ProblemException malformed(String what, TokenStreamLocation at) {
    String where =
        at == null
            ? "."
            : "; it is wrong at line %d, column %d.".formatted(at.getLineNr(), at.getColumnNr());
    return ProblemException.of(400, "Malformed JSON", what + where);
  }
}
