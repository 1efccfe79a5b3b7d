package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.control.JsonBody;
import dev.widgetorigin.origin.web.ProblemException;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code npm publish}, {@code deprecate} and {@code unpublish} PUT: a packument, with the
 * tarball in base64 where there is one.
 *
 * <p>Read as a stream: the tarball goes to a file while it is decoded, all else must be small.
 *
 * @param json what is acted on: {@code name}, {@code _rev}, {@code dist-tags}, and of each of the
 *     {@code versions} {@code deprecated} and {@code dist}. All else is skipped: a document of many
 *     small values takes thirty times its size when it is kept
 * @param tarball null where there is none; the caller deletes it
 * @param shasum SHA-1 of the tarball in hex
 * @param integrity {@code sha512-…} of the tarball
 * @param provenance whether a statement of provenance came along, which is skipped
 */
record PublishDocument(
    ObjectNode json, Path tarball, String shasum, String integrity, boolean provenance) {
  static final long MAX_DOCUMENT = 16L << 20;

  /** Far more than a package has; each costs memory. */
  static final int MOST_MEMBERS = 20_000;

  /** How {@code npm publish --provenance} names the attachment that is no tarball. */
  private static final String PROVENANCE = ".sigstore";

  /** Names are checked here, for the parser would keep those of what is skipped as well. */
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Throws ProblemException for what is no such document, or holds more than one tarball. */
  static PublishDocument read(InputStream body, Path folder) throws IOException {
    Reader reader = new Reader(new Bounded(body), folder);
    boolean done = false;
    try {
      PublishDocument document = reader.read();
      done = true;
      return document;
    } catch (JacksonException e) {
      throw ProblemException.of(
          400, "Malformed document", "expected JSON in UTF-8, as npm sends it");
    } finally {
      if (!done && reader.tarball != null) {
        Files.deleteIfExists(reader.tarball);
      }
    }
  }

  private static final class Reader {
    private final Bounded in;
    private final Path folder;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final MessageDigest sha1;
    private final MessageDigest sha512;
    private Path tarball;
    private boolean provenance;

    Reader(Bounded in, Path folder) {
      this.in = in;
      this.folder = folder;
      try {
        sha1 = MessageDigest.getInstance("SHA-1");
        sha512 = MessageDigest.getInstance("SHA-512");
      } catch (NoSuchAlgorithmException e) {
        throw new LinkageError("every JDK has SHA-1 and SHA-512", e);
      }
    }

    PublishDocument read() throws IOException {
      try (JsonParser parser = parser(in)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw ProblemException.of(
              400, "Malformed document", "expected a JSON object as npm sends it");
        }
        Names names = new Names();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = names.next(parser);
          parser.nextToken();
          switch (name) {
            case "_attachments" -> attachments(parser);
            case "name", "_rev" -> text(parser, json, name);
            case "dist-tags" -> object(parser, json, name, this::text);
            case "versions" -> object(parser, json, name, this::version);
            default -> parser.skipChildren();
          }
        }
        if (parser.nextToken() != null) {
          throw ProblemException.of(
              400, "Malformed document", "expected nothing after the document, found more");
        }
      }
      return tarball == null
          ? new PublishDocument(json, null, null, null, provenance)
          : new PublishDocument(
              json,
              tarball,
              HexFormat.of().formatHex(sha1.digest()),
              "sha512-" + Base64.getEncoder().encodeToString(sha512.digest()),
              provenance);
    }

    /** Throws JacksonException where the document is not UTF-8. */
    private static JsonParser parser(InputStream in) {
      // A decoder, for a charset would put replacement characters where bytes are wrong.
      return JSON.createParser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    /** Puts the member that the parser stands at into the object, or leaves it out. */
    private interface Member {
      void read(JsonParser parser, ObjectNode into, String name);
    }

    private void text(JsonParser parser, ObjectNode into, String name) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        into.put(name, whole(parser.getString()));
      } else {
        parser.skipChildren();
      }
    }

    private void object(JsonParser parser, ObjectNode into, String name, Member member) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      ObjectNode object = into.putObject(name);
      Names names = new Names();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = names.next(parser);
        parser.nextToken();
        member.read(parser, object, key);
      }
    }

    private void version(JsonParser parser, ObjectNode into, String number) {
      into.putObject(number);
      object(parser, into, number, this::versionMember);
    }

    private void versionMember(JsonParser parser, ObjectNode into, String name) {
      switch (name) {
        case "deprecated" -> text(parser, into, name);
        case "dist" -> object(parser, into, name, this::distMember);
        default -> parser.skipChildren();
      }
    }

    private void distMember(JsonParser parser, ObjectNode into, String name) {
      if (name.equals("integrity") || name.equals("shasum")) {
        text(parser, into, name);
      } else {
        parser.skipChildren();
      }
    }

    private void attachments(JsonParser parser) throws IOException {
      Names attachments = new Names();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean statement = attachments.next(parser).endsWith(PROVENANCE);
        parser.nextToken();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw ProblemException.of(400, "Malformed document", "expected an attachment with data");
        }
        if (statement) {
          provenance = true;
          parser.skipChildren();
          continue;
        }
        Names names = new Names();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          boolean data = names.next(parser).equals("data");
          in.unlimited = data;
          parser.nextToken();
          if (data) {
            decode(parser);
          } else {
            parser.skipChildren();
          }
          in.unlimited = false;
        }
      }
    }

    private void decode(JsonParser parser) throws IOException {
      if (tarball != null) {
        throw ProblemException.of(400, "Several attachments", "expected one tarball");
      }
      tarball = Files.createTempFile(folder, "npm-", ".tgz");
      try (OutputStream out =
          new DigestOutputStream(
              new DigestOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(tarball), 1 << 16), sha1),
              sha512)) {
        parser.readBinaryValue(out);
      }
    }
  }

  private static String whole(String text) {
    if (!JsonBody.isWhole(text)) {
      throw ProblemException.of(
          400,
          "Malformed document",
          "expected texts of whole characters, found half a surrogate pair");
    }
    return text;
  }

  /**
   * The names of one object that is acted on: each once, for two parsers that disagree about which
   * of two counts are two documents in one. What is skipped is not looked at, for the memory that
   * would take.
   */
  private static final class Names {
    private final Set<String> seen = new HashSet<>();

    String next(JsonParser parser) {
      String name = parser.currentName();
      if (!seen.add(name)) {
        throw ProblemException.of(
            400,
            "Malformed document",
            "expected each name once, found '"
                + name.substring(0, Math.min(name.length(), 100))
                + "' again");
      }
      if (seen.size() > MOST_MEMBERS) {
        throw ProblemException.of(
            413, "Document too large", "expected at most " + MOST_MEMBERS + " versions and tags");
      }
      return name;
    }
  }

  /** Holds everything but the tarball to {@link #MAX_DOCUMENT}. */
  private static final class Bounded extends FilterInputStream {
    private long left = MAX_DOCUMENT;
    private boolean unlimited;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (!unlimited && read > 0) {
        left -= read;
        if (left < 0) {
          throw ProblemException.of(
              413, "Document too large", "expected at most 16 MiB besides the tarball");
        }
      }
      return read;
    }
  }
}
