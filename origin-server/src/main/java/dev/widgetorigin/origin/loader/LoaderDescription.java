package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.LoaderTexts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer to {@code ?meta} of a loader: JSON that says what to paste into a page. */
final class LoaderDescription {
  private final FrozenLoaders frozen;
  private final PublicUrl publicUrl;

  /**
   * @param publicUrl of the delivery listener; null where URLs are to begin with a path
   */
  LoaderDescription(FrozenLoaders frozen, PublicUrl publicUrl) {
    this.frozen = frozen;
    this.publicUrl = publicUrl;
  }

  /**
   * Integrity only where the bytes never change; these are stored before anybody is told.
   *
   * @param self what the tag begins with, for pages of other sites, e.g. {@code //cdn.example.com}
   */
  byte[] of(LoaderData data, LoaderPath path, String self) {
    byte[] bytes = frozen.bytes(data);
    Version version = data.stable().version();
    String widget = (publicUrl == null ? "" : publicUrl) + LoaderPath.PREFIX + data.widget() + "/";
    String file = version + "/" + LoaderTexts.name(bytes) + ".js";
    String integrity = sha384(bytes);
    Map<String, Object> fixed = new LinkedHashMap<>();
    fixed.put("url", widget + file);
    fixed.put("integrity", integrity);
    fixed.put(
        "script",
        "<script src=\"%s\" crossorigin=\"anonymous\" integrity=\"%s\"></script>"
            .formatted(self + LoaderPath.PREFIX + data.widget() + "/" + file, integrity));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("widget", data.widget().toString());
    json.put("selector", path.selector().alias());
    json.put("version", version.toString());
    json.put("script", widget + path.selector().alias() + ".js");
    json.put("module", widget + path.selector().alias() + ".mjs");
    json.put("snippet", widget + path.selector().alias() + ".html");
    if (frozen.keep(data, bytes)) {
      json.put("immutable", fixed);
    }
    if (data.rollout() != null) {
      json.put(
          "rollout",
          Map.of(
              "version",
              data.canary().version().toString(),
              "weight",
              data.rollout().weight() / 100.0));
    }
    return (Json.MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String sha384(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-384").digest(bytes);
      return "sha384-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-384", e);
    }
  }
}
