package dev.widgetorigin.store.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Jackson is the second opinion. */
class JsonOctetsTest {
  private static final String[] PIECES = {
    "a", "chat", "\"", "\\", "/", "\b\f\n\r\t", "\u0001", "\u007f", "é", "数据", "\ud83d\ude00", " "
  };

  // --- against Jackson --------------------------------------------------------------------------

  @Property(tries = 1000)
  void anyDocument_isReadAsJacksonReadsIt(@ForAll long seed) {
    byte[] document = document(new Random(seed));
    Object expected = byJackson(document).orElseThrow();

    assertThat(value(new JsonOctets(document))).isEqualTo(expected);
    assertThat(value(new JsonOctets(slowly(document, new Random(seed))))).isEqualTo(expected);
  }

  @Property(tries = 3000)
  void documentWithOneOctetChanged_isRefusedOrReadAsJacksonReadsIt(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] document = document(random);
    document[random.nextInt(document.length)] = (byte) random.nextInt(256);

    Optional<Object> expected = byJackson(document);
    Optional<Object> found = ours(document);

    if (isUtf8WithoutNul(document)) {
      assertThat(found).isEqualTo(expected);
    } else {
      // Jackson lets some octets pass that are no UTF-8, and takes a NUL for half of UTF-16.
      assertThat(found).isEmpty();
    }
  }

  @Property(tries = 500)
  void anyDocument_isSkippedToItsEnd(@ForAll long seed) {
    JsonOctets octets = new JsonOctets(document(new Random(seed)));

    octets.skip();

    assertThat(octets.peek()).isEqualTo(-1);
  }

  private static byte[] document(Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonFactory factory =
        JsonFactory.builder()
            .configure(JsonWriteFeature.ESCAPE_NON_ASCII, random.nextBoolean())
            .build();
    try (JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
      write(random, out, 0);
    }
    return bytes.toByteArray();
  }

  private static void write(Random random, JsonGenerator out, int depth) {
    switch (random.nextInt(depth > 3 ? 3 : 5)) {
      case 0 -> out.writeString(text(random));
      case 1 -> out.writeNumber(random.nextLong() >> random.nextInt(64));
      case 2 -> out.writeBoolean(random.nextBoolean());
      case 3 -> {
        out.writeStartArray();
        for (int i = random.nextInt(4); i > 0; i--) {
          blanks(random, out);
          write(random, out, depth + 1);
        }
        out.writeEndArray();
      }
      default -> {
        out.writeStartObject();
        for (int i = random.nextInt(4); i > 0; i--) {
          // Jackson refuses half a surrogate pair in a name, and takes it in a value.
          out.writeName(text(random).replace("\ud83d\ude00", "") + i);
          blanks(random, out);
          write(random, out, depth + 1);
        }
        out.writeEndObject();
      }
    }
    blanks(random, out);
  }

  private static void blanks(Random random, JsonGenerator out) {
    if (random.nextInt(4) == 0) {
      out.writeRaw(" \n\r\t".substring(random.nextInt(4)));
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES[random.nextInt(random.nextBoolean() ? 2 : PIECES.length)]);
    }
    return text.toString();
  }

  /** A stream that gives a few octets at a time, as one that decompresses does. */
  private static InputStream slowly(byte[] document, Random random) {
    return new ByteArrayInputStream(document) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, 1 + random.nextInt(3)));
      }
    };
  }

  private static Optional<Object> ours(byte[] document) {
    try {
      JsonOctets octets = new JsonOctets(document);
      Object value = value(octets);
      return octets.peek() < 0 ? Optional.of(value) : Optional.empty();
    } catch (JsonOctets.Malformed e) {
      return Optional.empty();
    }
  }

  private static Object value(JsonOctets in) {
    return switch (in.peek()) {
      case '"' -> in.string();
      case 't', 'f' -> {
        boolean flag = in.peek() == 't';
        in.word(flag ? "true" : "false");
        yield flag;
      }
      case '[' -> {
        in.expect('[');
        List<Object> items = new ArrayList<>();
        if (!in.accept(']')) {
          do {
            items.add(value(in));
          } while (in.accept(','));
          in.expect(']');
        }
        yield items;
      }
      case '{' -> {
        in.expect('{');
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!in.accept('}')) {
          do {
            String name = in.name();
            in.expect(':');
            fields.put(name, value(in));
          } while (in.accept(','));
          in.expect('}');
        }
        yield fields;
      }
      default -> in.number();
    };
  }

  /** Empty where Jackson refuses it, and for what the store never writes: fractions and null. */
  private static Optional<Object> byJackson(byte[] document) {
    try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), document)) {
      in.nextToken();
      Object value = value(in);
      return in.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (JacksonException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static Object value(JsonParser in) {
    JsonToken token = in.currentToken();
    return switch (token == null ? JsonToken.NOT_AVAILABLE : token) {
      case VALUE_STRING -> in.getString();
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_TRUE, VALUE_FALSE -> in.getBooleanValue();
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(in));
        }
        yield items;
      }
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String name = in.currentName();
          in.nextToken();
          fields.put(name, value(in));
        }
        yield fields;
      }
      default -> throw new IllegalStateException("not written by the store: " + token);
    };
  }

  private static boolean isUtf8WithoutNul(byte[] document) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).chars().noneMatch(c -> c == 0);
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  // --- one by one -------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "7, 7",
    "-12, -12",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void number_whole_isRead(String text, long expected) {
    assertThat(new JsonOctets(text.getBytes(UTF_8)).number()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775808, 'a number is larger than 64 bits hold'",
    "-9223372036854775809, 'a number is larger than 64 bits hold'",
    "99999999999999999999, 'a number is larger than 64 bits hold'",
    "01, 'expected no digit behind a leading zero, found ''1'' at byte 1'",
    "-, 'expected a number, found the end of the document at byte 1'",
    "+1, 'expected a number, found ''+'' at byte 0'",
    "1.5, 'expected a whole number, found ''.'' at byte 1'",
    "1e3, 'expected a whole number, found ''e'' at byte 1'",
  })
  void number_anythingElse_isRefused(String text, String expected) {
    JsonOctets octets = new JsonOctets(text.getBytes(UTF_8));

    assertThatThrownBy(octets::number)
        .isInstanceOf(JsonOctets.Malformed.class)
        .hasMessage(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a",
        "\"a\\",
        "\"a\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u00G0\"",
        "\"\\u００00\"",
        "'a'"
      })
  void string_thatIsNone_isRefused(String text) {
    JsonOctets octets = new JsonOctets(text.getBytes(UTF_8));

    assertThatThrownBy(octets::string).isInstanceOf(JsonOctets.Malformed.class);
  }

  @Test
  void document_isNotWrittenTo() {
    byte[] document = "  \"abc\", \"never ends".getBytes(UTF_8);
    byte[] before = document.clone();
    JsonOctets octets = new JsonOctets(document);
    octets.string();
    octets.expect(',');

    assertThatThrownBy(octets::string).hasMessage("the document ends within a string");
    assertThat(document).isEqualTo(before);
  }

  @Test
  void string_longerThanTheBuffer_isRead() {
    String text = "é".repeat(100_000);

    JsonOctets octets =
        new JsonOctets(new ByteArrayInputStream(("[\"" + text + "\"]").getBytes(UTF_8)));

    octets.expect('[');
    assertThat(octets.string()).isEqualTo(text);
    octets.expect(']');
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5e-3", "null", "[1,{\"a\":[]},\"]\"]", "{\"a\":{\"b\":-1.0}}"})
  void skip_anyValue_endsBehindIt(String value) {
    JsonOctets octets = new JsonOctets((value + ",").getBytes(UTF_8));

    octets.skip();

    assertThat(octets.accept(',')).isTrue();
  }

  @Test
  void skip_nestedTooDeep_isRefused() {
    JsonOctets octets = new JsonOctets("[".repeat(1_000_000).getBytes(UTF_8));

    assertThatThrownBy(octets::skip).hasMessage("a value is nested deeper than 100");
  }
}
