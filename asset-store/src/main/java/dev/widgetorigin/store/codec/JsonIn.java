package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.manifest.Digest;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the store's JSON, field by field, and refuses what it does not know: CORRUPT where the text
 * is not what was written, INCOMPATIBLE where a newer version must have written it. Messages name
 * the document, e.g. {@code log object 42}.
 */
public final class JsonIn implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(64 << 20).build())
          .build();

  /** For documents of our own making that are verified by digest and large. */
  private static final JsonFactory TRUSTED_FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(64 << 20).build())
          .build();

  private final JsonParser in;
  private final String document;

  private JsonIn(JsonParser in, String document) {
    this.in = in;
    this.document = document;
  }

  /** Reads a whole document and nothing after it. */
  public static <T> T read(byte[] bytes, String document, Function<JsonIn, T> reader) {
    try (JsonIn json =
        new JsonIn(FACTORY.createParser(ObjectReadContext.empty(), bytes), document)) {
      return json.whole(reader);
    } catch (JacksonException e) {
      throw notJson(document, e);
    }
  }

  static <T> T readTrusted(InputStream stream, String document, Function<JsonIn, T> reader) {
    try (JsonIn json =
        new JsonIn(TRUSTED_FACTORY.createParser(ObjectReadContext.empty(), stream), document)) {
      return json.whole(reader);
    } catch (JacksonException e) {
      throw notJson(document, e);
    }
  }

  private <T> T whole(Function<JsonIn, T> reader) {
    in.nextToken();
    T value = reader.apply(this);
    if (in.nextToken() != null) {
      throw corrupt("expected the end of the document, found " + in.currentToken());
    }
    return value;
  }

  /** What to do with one field; the parser stands on its value. */
  @FunctionalInterface
  public interface Fields {
    void field(String name);
  }

  public void object(Fields fields) {
    expect(JsonToken.START_OBJECT);
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      fields.field(name);
    }
    expect(JsonToken.END_OBJECT);
  }

  public <T> List<T> array(Supplier<T> item) {
    expect(JsonToken.START_ARRAY);
    List<T> items = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() == null) {
        throw corrupt("expected the end of an array, found the end of the document");
      }
      items.add(item.get());
    }
    return items;
  }

  public String text() {
    expect(JsonToken.VALUE_STRING);
    return in.getString();
  }

  public long number() {
    expect(JsonToken.VALUE_NUMBER_INT);
    return in.getLongValue();
  }

  public int integer() {
    expect(JsonToken.VALUE_NUMBER_INT);
    return in.getIntValue();
  }

  boolean flag() {
    if (in.currentToken() != JsonToken.VALUE_TRUE) {
      expect(JsonToken.VALUE_FALSE);
    }
    return in.getBooleanValue();
  }

  Instant time() {
    String text = text();
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw corrupt("expected a time, found " + text);
    }
  }

  Version version() {
    return resolver(Version::parse);
  }

  Selector selector() {
    return resolver(Selector::parse);
  }

  WidgetName widget() {
    return resolver(WidgetName::parse);
  }

  private <T> T resolver(Function<String, T> parse) {
    String text = text();
    try {
      return parse.apply(text);
    } catch (ResolverException e) {
      throw corrupt(document, e.getMessage(), e);
    }
  }

  Digest digest() {
    String text = text();
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw corrupt("expected 64 hex digits, found " + text);
    }
  }

  ReleaseState state() {
    return constant(ReleaseState.class);
  }

  /** One of an enum's constants in lower case; one that is not known is a newer version's. */
  <E extends Enum<E>> E constant(Class<E> type) {
    String text = text();
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw unknown("value", text);
    }
  }

  public static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Call it for the field {@code format}. */
  public void format(int known) {
    int found = integer();
    if (found != known) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          document + " has format " + found + ", this version reads format " + known);
    }
  }

  public StoreException unknown(String what, String name) {
    return new StoreException(
        Code.INCOMPATIBLE,
        document + " has the unknown " + what + " '" + name + "'; a newer version wrote it");
  }

  <T> T required(T value, String name) {
    if (value == null) {
      throw corrupt("the field '" + name + "' is missing");
    }
    return value;
  }

  StoreException corrupt(String problem) {
    return corrupt(document, problem, null);
  }

  /** The parser's own words name its classes and options; the cause keeps them. */
  private static StoreException notJson(String document, JacksonException e) {
    String where =
        e.getLocation() == null || e.getLocation().getByteOffset() < 0
            ? ""
            : " at byte " + e.getLocation().getByteOffset();
    return corrupt(document, "expected JSON, found something else" + where, e);
  }

  private static StoreException corrupt(String document, String problem, Exception cause) {
    return new StoreException(Code.CORRUPT, document + " is damaged: " + problem, cause);
  }

  private void expect(JsonToken expected) {
    if (in.currentToken() != expected) {
      throw corrupt("expected " + expected + ", found " + in.currentToken());
    }
  }

  @Override
  public void close() {
    in.close();
  }
}
