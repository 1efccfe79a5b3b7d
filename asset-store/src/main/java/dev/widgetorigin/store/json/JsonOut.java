package dev.widgetorigin.store.json;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the store's canonical JSON: no white space, fields in the order of the calls, null fields
 * left out, times as ISO 8601. Equal values give equal bytes.
 */
public final class JsonOut implements AutoCloseable {
  /** The stream is its caller's: closing the generator only flushes. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator out;

  public JsonOut(OutputStream stream) {
    this.out = FACTORY.createGenerator(ObjectWriteContext.empty(), stream);
  }

  public static byte[] bytes(Consumer<JsonOut> document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonOut json = new JsonOut(bytes)) {
      document.accept(json);
    }
    return bytes.toByteArray();
  }

  public JsonOut begin() {
    out.writeStartObject();
    return this;
  }

  public JsonOut begin(String name) {
    out.writeName(name);
    return begin();
  }

  public JsonOut end() {
    out.writeEndObject();
    return this;
  }

  public <T> JsonOut array(String name, Collection<T> items, Consumer<T> each) {
    out.writeName(name);
    out.writeStartArray();
    items.forEach(each);
    out.writeEndArray();
    return this;
  }

  /** Left out where null; values other than numbers and booleans are written as text. */
  public JsonOut field(String name, Object value) {
    if (value == null) {
      return this;
    }
    out.writeName(name);
    if (value instanceof Long || value instanceof Integer) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else {
      out.writeString(value.toString());
    }
    return this;
  }

  public JsonOut field(String name, Instant time) {
    if (time != null) {
      out.writeName(name);
      out.writeString(time.toString());
    }
    return this;
  }

  public void text(String value) {
    out.writeString(value);
  }

  @Override
  public void close() {
    out.close();
  }
}
