package dev.widgetorigin.store.ingest.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A bundle's {@code package.json}: its text, its top-level strings, and what else says which file a
 * browser loads. Read token by token, because a tree of it could be many times its size.
 *
 * @param text null where there is none, or it is not a JSON object of at most 1 MiB
 * @param strings top-level members whose value is a string
 * @param exports what {@code exports} names for the package itself
 * @param browserFiles files that {@code browser}, where it is an object, replaces for a browser:
 *     {@code "./node.js"} to {@code "./browser.js"}, or to the empty string where the value is
 *     {@code false} (a browser gets an empty module). At most {@value #MAX_BROWSER_FILES}. Keys
 *     without {@code ./} are names of other packages and left out
 */
public record PackageJson(
    String text,
    Map<String, String> strings,
    PackageExports exports,
    Map<String, String> browserFiles) {
  public static final String NAME = "package.json";
  public static final int MAX_BYTES = 1 << 20;
  private static final JsonFactory FACTORY = new JsonFactory();
  static final int MAX_BROWSER_FILES = 1000;
  public static final PackageJson NONE =
      new PackageJson(null, Map.of(), PackageExports.NONE, Map.of());

  static PackageJson read(List<UnpackedFile> files) throws IOException {
    for (UnpackedFile file : files) {
      if (file.path().equals(NAME)) {
        return file.size() > MAX_BYTES ? NONE : parse(Files.readAllBytes(file.file()));
      }
    }
    return NONE;
  }

  public static PackageJson parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // npm takes a byte order mark, JSON parsers do not.
      return parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException | JacksonException e) {
      return NONE;
    }
  }

  public static PackageJson parse(String text) {
    Map<String, String> strings = new HashMap<>();
    Map<String, String> browserFiles = new HashMap<>();
    PackageExports exports = PackageExports.NONE;
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return NONE;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("exports")) {
          exports = PackageExports.read(parser);
        } else if (value == JsonToken.VALUE_STRING) {
          strings.put(name, parser.getString());
        } else if (name.equals("browser") && value == JsonToken.START_OBJECT) {
          readBrowserFiles(parser, browserFiles);
        } else {
          parser.skipChildren();
        }
      }
      return parser.nextToken() == null
          ? new PackageJson(text, strings, exports, browserFiles)
          : NONE;
    }
  }

  private static void readBrowserFiles(JsonParser parser, Map<String, String> browserFiles) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String from = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean counts = from.startsWith("./") && browserFiles.size() < MAX_BROWSER_FILES;
      if (counts && value == JsonToken.VALUE_STRING) {
        browserFiles.put(from, parser.getString());
      } else if (counts && value == JsonToken.VALUE_FALSE) {
        browserFiles.put(from, "");
      } else {
        parser.skipChildren();
      }
    }
  }
}
