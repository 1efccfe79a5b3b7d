package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.json.JsonIn;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
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
      return JsonIn.read(Files.readAllBytes(path), path.toString(), json -> read(json, uses));
    } catch (IOException | StoreException e) {
      LOG.warn(
          "{} cannot be read; when tokens were last used is forgotten: {}", path, e.toString());
      return new HashMap<>();
    }
  }

  private static Map<String, Instant> read(JsonIn json, Map<String, Instant> uses) {
    json.object(
        name -> {
          if (name.equals("used")) {
            json.object(id -> uses.put(id, json.time()));
          } else {
            json.skip();
          }
        });
    return uses;
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
