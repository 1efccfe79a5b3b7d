package dev.widgetorigin.origin.delivery.description;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.module.ModuleNames;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code /-/importmap/{widget}/{selector}.json}: an import map (HTML, "Import maps") by
 * which a page imports the widget by its name.
 *
 * <pre>
 * {"imports": {"chat": "https://widgets.example/chat/v1.2.3/chat.mjs",
 *              "chat/": "https://widgets.example/chat/v1.2.3/"},
 *  "integrity": {"https://widgets.example/chat/v1.2.3/chat.mjs": "sha384-…"}}
 * </pre>
 *
 * <p>By exact version each script has its hash, and the map never changes. By alias the URLs are
 * the alias', so that a page that holds the map follows it: no hash can stand beside them, but the
 * publisher's keys do where a file is signed. Without a public URL the map names the host by which
 * it was asked, and only browsers may keep it; here it is kept for each host. Thread-safe.
 */
final class ImportMapAnswers implements Description {
  /**
   * Tells a map from all others.
   *
   * @param base what its URLs begin with, the host that was asked included where they name it: then
   *     it may be long, but the map is longer
   */
  private record Key(WidgetName name, String selector, Version version, String base) {}

  private final WidgetHeaders headers;
  private final Refusals refusals;
  private final PublicUrl publicUrl;
  private final KeptDocuments documents;

  ImportMapAnswers(
      WidgetHeaders headers, Refusals refusals, PublicUrl publicUrl, KeptDocuments documents) {
    this.headers = headers;
    this.refusals = refusals;
    this.publicUrl = publicUrl;
    this.documents = documents;
  }

  @Override
  public Reply kept(Request request, ResolvedTarget target) {
    return documents.kept(request, key(request, target), target.widget());
  }

  @Override
  public Reply answer(
      Request request, ResolvedTarget target, Manifest manifest, List<String> fallback) {
    Reply kept = kept(request, target);
    if (kept != null) {
      return kept;
    }
    Key key = key(request, target);
    byte[] json = render(target, manifest, key.base());
    HeaderBlock.Builder begun = headers.importMap(target, publicUrl != null);
    Reply made = documents.keep(request, key, target.widget(), begun, json);
    return made == null ? refusals.busy(request, target) : made;
  }

  private Key key(Request request, ResolvedTarget target) {
    String host = request.authority() == null ? "" : "//" + request.authority();
    String base = (publicUrl == null ? host : publicUrl) + root(target);
    return new Key(target.name(), target.selector().alias(), target.version(), base);
  }

  /** Of the version, or of the alias, with its slash. */
  private static String root(ResolvedTarget target) {
    return target.exact()
        ? AssetHeaders.canonical(target.name(), target.version(), "")
        : "/" + target.name() + "/" + PercentEncoding.encodePath(target.selector().alias()) + "/";
  }

  private static byte[] render(ResolvedTarget target, Manifest manifest, String base) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ObjectNode imports = json.putObject("imports");
    for (Map.Entry<String, String> named : ModuleNames.of(manifest).entrySet()) {
      String name = target.name() + named.getKey();
      imports.put(name, base + PercentEncoding.encodePath(named.getValue()));
    }
    imports.put(target.name() + "/", base);
    ObjectNode integrity = Json.MAPPER.createObjectNode();
    for (AssetEntry entry : manifest.files().values()) {
      String proof = target.exact() ? entry.integrity() : MetaDocument.signed(entry);
      if (!proof.isEmpty() && MediaTypes.isScript(MediaTypes.of(entry.path()))) {
        integrity.put(base + PercentEncoding.encodePath(entry.path()), proof);
      }
    }
    if (!integrity.isEmpty()) {
      json.set("integrity", integrity);
    }
    return (Json.MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
