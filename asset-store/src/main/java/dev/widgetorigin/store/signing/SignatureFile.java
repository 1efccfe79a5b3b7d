package dev.widgetorigin.store.signing;

import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.FileSignature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The signatures of a bundle: {@value #NAME} at its top, consumed when it is published.
 *
 * <pre>
 * {"format":1,"signatures":{"JrQL…0bs=":{"chat.js":"4Zk0…Bg==","chat.css":"x1…Aw=="}}}
 * </pre>
 *
 * <p>By public key and path, a signature of the file's {@link SignatureBase}; both in Base64.
 */
public final class SignatureFile {
  public static final String NAME = ".signatures.json";

  /** 10,000 files by two keys, with long paths. */
  public static final int MAX_BYTES = 4 << 20;

  /** Keys that a widget may have. */
  public static final int MAX_KEYS = 4;

  private static final int FORMAT = 1;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final SortedMap<String, SortedMap<String, String>> byKey = new TreeMap<>();

  /** One without signatures. */
  public SignatureFile() {}

  /**
   * Reads one. What is wrong goes to {@code problems}; then null.
   *
   * @param file where its bytes are
   */
  public static SignatureFile read(Path file, Consumer<String> problems) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      problems.accept(NAME + ": " + size + " bytes; it may have " + MAX_BYTES);
      return null;
    }
    return parse(Files.readAllBytes(file), problems);
  }

  static SignatureFile parse(byte[] bytes, Consumer<String> problems) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return new Reader(json).read();
    } catch (JacksonException e) {
      problems.accept(NAME + ": " + e.getOriginalMessage());
    } catch (Unfit e) {
      problems.accept(NAME + ": " + e.getMessage());
    }
    return null;
  }

  /** The public keys, sorted. */
  public List<String> keys() {
    return List.copyOf(byKey.keySet());
  }

  /** Adds a signature, or replaces the one by that key. */
  public SignatureFile with(String key, String path, byte[] signature) {
    byKey
        .computeIfAbsent(key, any -> new TreeMap<>())
        .put(path, Base64.getEncoder().encodeToString(signature));
    return this;
  }

  /** Signs every file. */
  public SignatureFile sign(SigningKey key, Map<String, Digest> files) {
    String text = key.publicKey().toString();
    files.forEach((path, digest) -> with(text, path, key.sign(SignatureBase.of(digest, text))));
    return this;
  }

  /** As it is written into a bundle. */
  public byte[] bytes() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("format", FORMAT);
      json.writeObjectPropertyStart("signatures");
      byKey.forEach(
          (key, signatures) -> {
            json.writeObjectPropertyStart(key);
            signatures.forEach(json::writeStringProperty);
            json.writeEndObject();
          });
      json.writeEndObject();
      json.writeEndObject();
    }
    return (out + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Verifies everything.
   *
   * @param files the bundle's files by path
   * @param accepted the widget's public keys
   * @param problems takes everything that is wrong
   * @return the signatures by path
   */
  public Map<String, List<FileSignature>> verify(
      Map<String, Digest> files, List<String> accepted, Consumer<String> problems) {
    Map<String, List<FileSignature>> sound = new TreeMap<>();
    byKey.forEach(
        (key, signatures) -> {
          if (!accepted.contains(key)) {
            problems.accept(unknownKey(key, accepted));
            return;
          }
          VerifyingKey by = VerifyingKey.parse(key);
          signatures.forEach(
              (path, signature) -> {
                String problem = problem(by, files.get(path), path, signature);
                if (problem == null) {
                  sound
                      .computeIfAbsent(path, any -> new ArrayList<>())
                      .add(new FileSignature(key, signature));
                } else {
                  problems.accept(problem);
                }
              });
        });
    return sound;
  }

  private static String unknownKey(String key, List<String> accepted) {
    return NAME
        + ": the key "
        + shown(key)
        + " is not one of the widget's signing keys"
        + (accepted.isEmpty()
            ? "; it has none yet, set them with 'settings --signing-key'"
            : " (" + String.join(", ", new TreeSet<>(accepted)) + ")");
  }

  private static String problem(VerifyingKey key, Digest digest, String path, String signature) {
    if (digest == null) {
      return NAME + ": " + shown(path) + " is signed, but not in the bundle";
    }
    byte[] raw;
    try {
      raw = Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      raw = new byte[0];
    }
    if (raw.length != VerifyingKey.SIGNATURE_OCTETS
        || !Base64.getEncoder().encodeToString(raw).equals(signature)) {
      return NAME + ": " + shown(path) + ": expected a signature of 64 bytes in Base64";
    }
    return key.verifies(SignatureBase.of(digest, key.toString()), raw)
        ? null
        : NAME
            + ": "
            + shown(path)
            + ": the signature by "
            + key
            + " does not match the file's bytes; sign again after the last change";
  }

  private static String shown(String text) {
    String cut = text.length() > 160 ? text.substring(0, 160) + "…" : text;
    return "\"" + cut.replaceAll("\\p{Cntrl}", "?") + "\"";
  }

  private static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }

  /** Reads token by token, because a tree could be many times the size of the text. */
  private record Reader(JsonParser json) {
    SignatureFile read() {
      SignatureFile file = new SignatureFile();
      boolean format = false;
      begin(json.nextToken(), "an object");
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "format" -> {
            if (value != JsonToken.VALUE_NUMBER_INT || !json.getString().equals("" + FORMAT)) {
              throw new Unfit("format: expected " + FORMAT);
            }
            format = true;
          }
          case "signatures" -> signatures(file, value);
          default -> throw new Unfit("there is no field " + shown(name));
        }
      }
      if (!format) {
        throw new Unfit("format is missing; expected " + FORMAT);
      }
      if (json.nextToken() != null) {
        throw new Unfit("there is something after the object");
      }
      return file;
    }

    private void signatures(SignatureFile file, JsonToken first) {
      begin(first, "signatures: an object of public keys");
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = json.currentName();
        if (file.byKey.size() == MAX_KEYS) {
          throw new Unfit("expected at most " + MAX_KEYS + " keys");
        }
        try {
          VerifyingKey.parse(key);
        } catch (IllegalArgumentException e) {
          throw new Unfit("the key " + shown(key) + ": " + e.getMessage());
        }
        begin(json.nextToken(), "for each key an object of paths");
        SortedMap<String, String> signatures = new TreeMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String path = json.currentName();
          if (json.nextToken() != JsonToken.VALUE_STRING) {
            throw new Unfit(shown(path) + ": expected a signature in Base64");
          }
          signatures.put(path, json.getString());
        }
        file.byKey.put(key, signatures);
      }
    }

    private static void begin(JsonToken token, String expected) {
      if (token != JsonToken.START_OBJECT) {
        throw new Unfit("expected " + expected);
      }
    }
  }
}
