package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.resolver.Range;
import dev.widgetorigin.resolver.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The versions of a package of an npm registry; each tarball is checked by the hash it names. */
final class NpmSource implements ImportSource {
  /** Of the tags of a package, a message names so many. */
  private static final int MOST_NAMED = 20;

  private final Registry registry;
  private final String name;
  private final Range range;
  private final String tag;
  private final Map<String, JsonNode> dist = new HashMap<>();

  /**
   * @param name e.g. {@code chat} or {@code @acme/chat}
   * @param range null for every version
   * @param tag null, or the tag whose version is wanted, and no other
   */
  NpmSource(Registry registry, String name, Range range, String tag) {
    this.registry = registry;
    this.name = name;
    this.range = range;
    this.tag = tag;
  }

  @Override
  public Listing list() throws IOException {
    JsonNode packument = registry.packument(name);
    Version tagged = tag == null ? null : tagged(packument.path("dist-tags"));
    List<Item> items = new ArrayList<>();
    Map<String, String> leftOut = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : packument.path("versions").properties()) {
      String text = each.getKey();
      Version version = Version.tryParse(text).orElse(null);
      if (version == null) {
        leftOut.put(text, "is no version such as 1.2.3");
      } else if (range != null && !range.contains(version)) {
        leftOut.put(text, "is not in " + range);
      } else if (tagged != null && !tagged.equals(version)) {
        leftOut.put(text, "is not what the tag " + tag + " names");
      } else {
        String place = name + "@" + text;
        dist.put(place, each.getValue().path("dist"));
        String deprecated = Mutations.text(each.getValue(), "deprecated");
        items.add(
            new Item(
                name,
                version,
                place,
                time(packument.path("time").path(text)),
                deprecated.isEmpty() ? null : deprecated));
      }
    }
    items.sort(Comparator.comparing(Item::version));
    Map<String, Version> tags = tags(packument.path("dist-tags"), items, leftOut);
    Version latest =
        Version.tryParse(packument.path("dist-tags").path("latest").asString("")).orElse(null);
    return new Listing(items, leftOut, tags, latest);
  }

  /** Those whose versions are brought; the others are added to what is left out. */
  private static Map<String, Version> tags(
      JsonNode all, List<Item> items, Map<String, String> leftOut) {
    Map<String, Version> tags = new TreeMap<>();
    for (Map.Entry<String, JsonNode> tag : all.properties()) {
      Version.tryParse(tag.getValue().asString(""))
          .filter(version -> items.stream().anyMatch(item -> item.version().equals(version)))
          .ifPresentOrElse(
              version -> tags.put(tag.getKey(), version),
              () -> leftOut.put("tag " + tag.getKey(), "its version is not brought"));
    }
    return tags;
  }

  private Version tagged(JsonNode tags) throws IOException {
    return Version.tryParse(tags.path(tag).asString(""))
        .orElseThrow(
            () ->
                new IOException(
                    "%s has no tag '%s'; it has %s"
                        .formatted(
                            name, tag, tags.isEmpty() ? "none" : String.join(", ", names(tags)))));
  }

  private static List<String> names(JsonNode tags) {
    return tags.properties().stream().map(Map.Entry::getKey).sorted().limit(MOST_NAMED).toList();
  }

  private static Instant time(JsonNode text) {
    try {
      return text.isString() ? Instant.parse(text.asString()) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  @Override
  public Path fetch(Item item, Path work) throws IOException {
    JsonNode described = dist.get(item.place());
    String url = Mutations.text(described, "tarball");
    if (url.isEmpty()) {
      throw new Unfit("the registry names no tarball");
    }
    Path file = work.resolve("package.tgz");
    registry.tarball(url, file);
    check(file, Mutations.text(described, "integrity"), Mutations.text(described, "shasum"));
    return file;
  }

  /** By SHA-512, or by SHA-1, which is all that old versions have. */
  private static void check(Path file, String integrity, String shasum) throws IOException {
    String sha512 = null;
    for (String each : integrity.split("\\s+", -1)) {
      sha512 = each.startsWith("sha512-") ? each.replaceFirst("\\?.*", "") : sha512;
    }
    boolean right;
    if (sha512 != null) {
      right = sha512.equals("sha512-" + Base64.getEncoder().encodeToString(hash("SHA-512", file)));
    } else if (!shasum.isEmpty()) {
      right = shasum.equalsIgnoreCase(HexFormat.of().formatHex(hash("SHA-1", file)));
    } else {
      throw new Unfit("the registry names no hash of its tarball");
    }
    if (!right) {
      throw new Unfit("its tarball is not the one whose hash the registry names");
    }
  }

  private static byte[] hash(String algorithm, Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance(algorithm))) {
      in.transferTo(OutputStream.nullOutputStream());
      return in.getMessageDigest().digest();
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every Java has " + algorithm, e);
    }
  }

  @Override
  public void close() {}
}
