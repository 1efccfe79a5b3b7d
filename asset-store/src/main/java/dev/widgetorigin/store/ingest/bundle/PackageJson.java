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
 */
public record PackageJson(String text, Map<String, String> strings, PackageExports exports) {
  public static final String NAME = "package.json";
  public static final int MAX_BYTES = 1 << 20;
  private static final JsonFactory FACTORY = new JsonFactory();
  public static final PackageJson NONE = new PackageJson(null, Map.of(), PackageExports.NONE);

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
        } else {
          parser.skipChildren();
        }
      }
      return parser.nextToken() == null ? new PackageJson(text, strings, exports) : NONE;
    }
  }
}
