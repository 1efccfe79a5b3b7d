package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code tokens-used.json}: {@code {"format":1,"used":{"75d6f3f209b5":"2026-11-20T10:00:00Z"}}}.
 * Nothing depends on it but a person's eyes, so one that cannot be read or written is a warning.
 */
final class TokenUsesFile {
  private static final Logger LOG = LoggerFactory.getLogger(TokenUsesFile.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

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
      JsonNode used = JSON.readTree(Files.readAllBytes(path)).path("used");
      used.properties()
          .forEach(each -> uses.put(each.getKey(), Instant.parse(each.getValue().asString(""))));
      return uses;
    } catch (IOException | JacksonException | DateTimeException e) {
      LOG.warn(
          "{} cannot be read; when tokens were last used is forgotten: {}", path, e.toString());
      return new HashMap<>();
    }
  }

  boolean write(Map<String, Instant> uses) {
    ObjectNode root = JSON.createObjectNode().put("format", 1);
    ObjectNode used = root.putObject("used");
    uses.forEach((id, time) -> used.put(id, time.toString()));
    try {
      PrivateFile.replace(path, JSON.writeValueAsString(root));
      return true;
    } catch (StoreException e) {
      LOG.warn("{}", e.getMessage());
      return false;
    }
  }
}
