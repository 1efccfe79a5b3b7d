package dev.widgetorigin.origin.auth;

import dev.widgetorigin.origin.web.DiskTrouble;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code tokens.json}: replaced as a whole (temporary file, fsync, rename, fsync of the folder),
 * readable by its owner only.
 *
 * <pre>
 * {"format":1,"tokens":[{"id":"9f…","name":"ci","sha256":"…","scopes":["publish:msr-*"],
 *   "created":"2026-11-20T10:00:00Z","createdBy":"admin","expires":null}]}
 * </pre>
 */
final class TokenFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path path;

  TokenFile(Path path) {
    this.path = path;
  }

  List<Token> read() {
    if (!Files.exists(path)) {
      return List.of();
    }
    try {
      List<Token> tokens = new ArrayList<>();
      for (JsonNode node : JSON.readTree(Files.readAllBytes(path)).required("tokens")) {
        tokens.add(decode(node));
      }
      return List.copyOf(tokens);
    } catch (IOException e) {
      throw new IllegalStateException(
          "%s cannot be read: %s. The user that runs the origin must be able to read it."
              .formatted(path, DiskTrouble.reason(e)),
          e);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s is damaged: it does not hold tokens. Restore it from a copy, or delete it: then the"
                  .formatted(path)
              + " next start makes a new administrator's token, and all other tokens are gone.",
          e);
    }
  }

  void write(List<Token> tokens) {
    ObjectNode root = JSON.createObjectNode().put("format", 1);
    ArrayNode list = root.putArray("tokens");
    tokens.forEach(token -> encode(list.addObject(), token));
    replace(path, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
  }

  private static void encode(ObjectNode node, Token token) {
    node.put("id", token.id()).put("name", token.name()).put("sha256", token.hash().toString());
    ArrayNode scopes = node.putArray("scopes");
    token.scopes().forEach(scope -> scopes.add(scope.toString()));
    node.put("created", token.created().toString()).put("createdBy", token.createdBy());
    node.put("expires", token.expires() == null ? null : token.expires().toString());
  }

  private static Token decode(JsonNode node) {
    List<Scope> scopes = new ArrayList<>();
    for (JsonNode scope : node.required("scopes")) {
      scopes.add(Scope.parse(scope.asString()).orElseThrow(IllegalArgumentException::new));
    }
    JsonNode expires = node.path("expires");
    return new Token(
        node.required("id").asString(),
        node.required("name").asString(),
        Digest.parse(node.required("sha256").asString()),
        scopes,
        Instant.parse(node.required("created").asString()),
        node.required("createdBy").asString(),
        expires.isString() ? Instant.parse(expires.asString()) : null);
  }

  /** Replaces a file readable by its owner only, durably; the text ends with a line break. */
  static void replace(Path path, String text) {
    Path temporary = path.resolveSibling(path.getFileName() + ".new");
    var ownerOnly = PosixFilePermissions.fromString("rw-------");
    try {
      Files.deleteIfExists(temporary);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(ownerOnly))) {
        ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder =
          FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Code.UNAVAILABLE,
          "the store could not write " + path.getFileName() + ": " + DiskTrouble.reason(e),
          e);
    }
  }
}
