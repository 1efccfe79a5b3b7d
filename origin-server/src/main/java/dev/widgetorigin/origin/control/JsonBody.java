package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON that clients send: UTF-8 only (RFC 8259, section 8.1), each name of an object once,
 * nothing after the value, and no text with half a surrogate pair, which no UTF-8 could repeat. A
 * byte order mark before it is ignored.
 *
 * <p>Jackson alone would take UTF-16 and UTF-32 as well, and half pairs. Thread-safe.
 */
public final class JsonBody {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Of what is skipped nothing is kept, no names either. */
  private static final JsonMapper STREAMED = JsonMapper.builder().build();

  private static final String TITLE = "Malformed JSON";
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private JsonBody() {}

  /**
   * All of a small body. Throws ProblemException (400) that says where it is wrong.
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

  /**
   * A parser of a body that is too large for memory; it throws JacksonException where the body is
   * not UTF-8. Duplicate names and {@link #isWhole} are the caller's to check.
   */
  public static JsonParser stream(InputStream in) {
    // A decoder, for a charset would put replacement characters where bytes are wrong.
    return STREAMED.createParser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  /** False where the text has half a surrogate pair. */
  public static boolean isWhole(String text) {
    return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private static String decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      // No JSON has a NUL in it; that of other encodings is full of them.
      int nul = text.indexOf('\0');
      if (nul >= 0) {
        throw notUtf8(nul);
      }
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw notUtf8(in.position());
    }
  }

  private static ProblemException notUtf8(int offset) {
    return ProblemException.of(
        400, TITLE, "Expected JSON in UTF-8; it is not at byte " + (offset + 1) + ".");
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
    return ProblemException.of(400, TITLE, what + where);
  }
}
