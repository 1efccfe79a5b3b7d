package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.alias.AliasReport;
import dev.widgetorigin.origin.publish.SizeReport;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bundles and reports as the control API shows them. Digests are in hex, integrity as in HTML. */
final class ManifestJson {
  private ManifestJson() {}

  static void describe(Map<String, Object> json, Manifest manifest) {
    json.put("widget", manifest.widget().toString());
    json.put("version", manifest.version().toString());
    json.put("publishedAt", manifest.publishedAt().toString());
    json.put("publishedBy", manifest.publishedBy());
    json.put("entry", manifest.entry());
    if (manifest.quick()) {
      json.put("quick", true);
    }
    json.put("url", "/" + manifest.widget() + "/v" + manifest.version() + "/");
    List<Map<String, Object>> files = files(manifest.files().values());
    for (Map<String, Object> file : files) {
      file.put("url", json.get("url") + PercentEncoding.encodePath((String) file.get("path")));
    }
    json.put("files", files);
  }

  static List<Map<String, Object>> files(Collection<AssetEntry> entries) {
    List<Map<String, Object>> files = new ArrayList<>();
    for (AssetEntry entry : entries) {
      Map<String, Object> file = new LinkedHashMap<>();
      file.put("path", entry.path());
      file.put("size", entry.size());
      file.put("contentType", MediaTypes.of(entry.path()));
      file.put("integrity", entry.integrity());
      file.put("sha256", entry.digest().toString());
      file.put("sha512", HexFormat.of().formatHex(Base64.getDecoder().decode(entry.sha512())));
      file.put("encodings", entry.variants().stream().map(ManifestJson::encoding).toList());
      files.add(file);
    }
    return files;
  }

  private static Map<String, Object> encoding(Variant variant) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("encoding", variant.encoding().token());
    json.put("size", variant.size());
    if (variant.isDelta()) {
      json.put("dictionary", variant.dictionary().toString());
    }
    return json;
  }

  static List<Map<String, Object>> warnings(List<Warning> warnings) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Warning warning : warnings) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("code", warning.code().token());
      json.put("path", warning.path());
      json.put("message", warning.message());
      list.add(json);
    }
    return list;
  }

  static List<Map<String, Object>> shifts(List<AliasReport.Shift> shifts) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (AliasReport.Shift shift : shifts) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("alias", shift.alias());
      json.put("from", shift.from() == null ? null : shift.from().toString());
      json.put("to", shift.to() == null ? null : shift.to().toString());
      list.add(json);
    }
    return list;
  }

  static Map<String, Object> sizes(SizeReport report) {
    List<Map<String, Object>> files = new ArrayList<>();
    for (SizeReport.Line line : report.files()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("path", line.path());
      json.put("rawBefore", known(line.rawBefore()));
      json.put("raw", known(line.raw()));
      json.put("brBefore", known(line.brBefore()));
      json.put("br", known(line.br()));
      files.add(json);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("previous", report.previous() == null ? null : report.previous().toString());
    json.put("files", files);
    return json;
  }

  private static Long known(long size) {
    return size < 0 ? null : (Long) size;
  }
}
