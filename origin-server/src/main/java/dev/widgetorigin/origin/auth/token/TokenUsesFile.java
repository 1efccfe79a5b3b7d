package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code tokens-used.json}: {@code {"format":1,"used":{"75d6f3f209b5":"2026-11-20T10:00:00Z"}}}.
 * Nothing depends on it but a person's eyes, so one that cannot be read or written is a warning.
 */
final class TokenUsesFile {
  private static final Logger LOG = LoggerFactory.getLogger(TokenUsesFile.class);

  private static final JsonFactory JSON = new JsonFactory();

  private final Path path;

  TokenUsesFile(Path path) {
    this.path = path;
  }

  Map<String, Instant> read() {
    Map<String, Instant> uses = new HashMap<>();
    if (!Files.exists(path)) {
      return uses;
    }
    try {
      try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), Files.readAllBytes(path))) {
        read(in, uses);
      }
      return uses;
    } catch (IOException | JacksonException | DateTimeException e) {
      LOG.warn(
          "{} cannot be read; when tokens were last used is forgotten: {}", path, e.toString());
      return new HashMap<>();
    }
  }

  /** Token by token: a start reads this, and a mapper takes a good part of one to make. */
  private static void read(JsonParser in, Map<String, Instant> uses) {
    boolean used = false;
    for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
      String name = in.currentName();
      if (token == JsonToken.START_OBJECT && name != null) {
        used = name.equals("used");
      } else if (token == JsonToken.END_OBJECT) {
        used = false;
      } else if (token == JsonToken.VALUE_STRING && used) {
        uses.put(name, Instant.parse(in.getString()));
      }
    }
  }

  boolean write(Map<String, Instant> uses) {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
      out.writeStartObject();
      out.writeNumberProperty("format", 1);
      out.writeObjectPropertyStart("used");
      uses.forEach((id, time) -> out.writeStringProperty(id, time.toString()));
      out.writeEndObject();
      out.writeEndObject();
    }
    try {
      PrivateFile.replace(path, json.toString());
      return true;
    } catch (StoreException e) {
      LOG.warn("{}", e.getMessage());
      return false;
    }
  }
}
