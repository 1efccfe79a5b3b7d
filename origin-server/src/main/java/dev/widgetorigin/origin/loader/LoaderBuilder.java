package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.loader.LoaderPath.Form;
import dev.widgetorigin.origin.loader.LoaderReply.Kept;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.signing.OwnSignature;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.head.PurgeTags;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.widget.Widget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes loaders, encoded and with all their header fields. Reads and compresses: may block. */
final class LoaderBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(LoaderBuilder.class);
  private static final String HTML = "text/html; charset=utf-8";
  private static final String META = "application/json";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

  private final DeliveryEvents events;
  private final StandardHeaders standard;
  private final OriginConfig config;
  private final PublicUrl publicUrl;
  private final OriginKey key;
  private final LoaderPlan plan;
  private final LoaderScript script = new LoaderScript();
  private final FrozenLoaders frozen;
  private final LoaderDescription description;
  private final EncodedTexts encoded = new EncodedTexts(System::nanoTime);

  LoaderBuilder(
      Store store,
      BrokenVersions broken,
      DeliveryEvents events,
      OriginConfig config,
      OriginKey key) {
    this.key = key;
    this.events = events;
    this.standard = StandardHeaders.delivery(config);
    this.config = config;
    this.publicUrl = config.delivery().publicUrl();
    this.plan = new LoaderPlan(store, broken);
    this.frozen = new FrozenLoaders(plan, script, store);
    this.description = new LoaderDescription(frozen, publicUrl);
  }

  CorsPolicy cors(Widget widget) {
    return widget == null || widget.settings().cors() == null
        ? standard.cors()
        : CorsPolicy.of(
            widget.settings().cors().allowedOrigins(), widget.settings().cors().credentials());
  }

  /**
   * Changes when loaders made before may name another version now. Has what aliases leave tried
   * again now and then, while it is asked for. Never blocks.
   */
  long epoch(Widget widget, LoaderPath path) {
    return plan.epoch(widget, path.selector());
  }

  /**
   * What is asked for, whichever form. {@code authority} is only for what names the host: see
   * {@link #namesHost}.
   */
  LoaderReply build(Widget widget, LoaderPath path, String authority, boolean meta) {
    try {
      return path.hash() == null || meta
          ? made(widget, path, authority, meta)
          : kept(widget, path, (Selector.Exact) path.selector());
    } catch (StoreException e) {
      LOG.error("a loader of {} cannot be made: {}", path.widget(), e.getMessage());
      return refused(
          widget,
          path,
          Problem.of(
              503,
              "Unavailable",
              "What the loader is made of cannot be read at the moment; try again in a few"
                  + " seconds."));
    }
  }

  /** The immutable form: what was promised, whatever the settings are now. */
  private LoaderReply kept(Widget widget, LoaderPath path, Selector.Exact selector) {
    Problem refusal = LoaderPlan.refusal(widget.state().resolve(selector));
    if (refusal != null) {
      return refused(widget, path, refusal);
    }
    byte[] bytes = frozen.find(widget, selector.version(), path.hash());
    return bytes == null
        ? refused(widget, path, noSuchHash(path))
        : text(widget, path, selector.version(), CacheClass.EXACT, JAVASCRIPT, bytes);
  }

  private LoaderReply made(Widget widget, LoaderPath path, String authority, boolean meta) {
    if (!meta && widget.off(path.selector()) != null) {
      Problem refusal = LoaderPlan.refusal(widget.state().resolve(path.selector()));
      return refusal == null ? switchedOff(widget, path) : refused(widget, path, refusal);
    }
    LoaderPlan.Result result = plan.decide(widget, path.selector());
    if (result.problem() != null) {
      return refused(widget, path, result.problem());
    }
    LoaderData data = result.data();
    Version version = data.stable().version();
    Version lost = LoaderPlan.insteadOf(widget, path.selector(), version);
    if (lost != null) {
      events.versionFallback(path.widget(), lost, version);
    }
    if (meta) {
      return text(
          widget,
          path,
          version,
          CacheClass.LOADER,
          META,
          description.of(data, path, self(authority)));
    }
    return switch (path.form()) {
      case SCRIPT ->
          text(widget, path, version, CacheClass.LOADER, JAVASCRIPT, utf8(script.classic(data)));
      case MODULE ->
          text(widget, path, version, CacheClass.LOADER, JAVASCRIPT, utf8(script.module(data)));
      case SNIPPET ->
          text(
              widget,
              path,
              version,
              CacheClass.LOADER,
              HTML,
              utf8(script.snippet(data, self(authority))));
    };
  }

  /** The form to be pasted has no stub: whoever pasted that would have it for ever. */
  private LoaderReply switchedOff(Widget widget, LoaderPath path) {
    WidgetName name = widget.state().name();
    return switch (path.form()) {
      case SCRIPT ->
          text(widget, path, null, CacheClass.ALIAS, JAVASCRIPT, utf8(script.switchedOff(name)));
      case MODULE ->
          text(
              widget,
              path,
              null,
              CacheClass.ALIAS,
              JAVASCRIPT,
              utf8(script.switchedOffModule(name)));
      case SNIPPET -> {
        CorsPolicy cors = cors(widget);
        HeaderBlock.Builder headers = standard.begin(cors);
        CacheClass.ALIAS.addTo(headers, config.cache(), widget.settings().cacheControl());
        headers.add(StandardHeaders.SWITCHED_OFF, "true");
        addTags(headers, name, path, null);
        Problem problem = Problem.of(404, "Switched off", name + " is switched off.");
        yield LoaderReply.refused(cors, problem, headers.build());
      }
    };
  }

  /** Where pages of other sites find the origin; empty where nobody said by which host. */
  private String self(String authority) {
    if (publicUrl != null) {
      return publicUrl.toString();
    }
    return authority == null ? "" : "//" + authority;
  }

  /** Whether the text names the host that the request named: then no shared cache may keep it. */
  boolean namesHost(LoaderPath path, boolean meta) {
    return (path.form() == Form.SNIPPET || meta) && publicUrl == null;
  }

  LoaderReply refused(Widget widget, LoaderPath path, Problem problem) {
    CorsPolicy cors = cors(widget);
    HeaderBlock.Builder headers = standard.begin(cors);
    CacheClass.ofStatus(problem.status())
        .addTo(
            headers, config.cache(), widget == null ? Map.of() : widget.settings().cacheControl());
    if (widget != null) {
      addTags(headers, widget.state().name(), path, null);
    }
    return LoaderReply.refused(cors, problem, headers.build());
  }

  private static Problem noSuchHash(LoaderPath path) {
    return Problem.of(
        404,
        "Loader not found",
        "No loader of %s %s ever had that hash; ask for %s%s/%s.js?meta."
            .formatted(
                path.widget(),
                path.selector().alias(),
                LoaderPath.PREFIX,
                path.widget(),
                path.selector().alias()));
  }

  /**
   * @param version null for the stub of a widget that is switched off, which is not signed: a page
   *     that asks for signatures is to run nothing
   */
  private LoaderReply text(
      Widget widget, LoaderPath path, Version version, CacheClass kept, String type, byte[] bytes) {
    CorsPolicy cors = cors(widget);
    OwnSignature signature =
        type.equals(JAVASCRIPT) && version != null
            ? key.sign(bytes)
            : OwnSignature.none(Digest.sha256(bytes));
    HeaderBlock headers = head(widget, path, version, kept, type, signature);
    String hash = signature.tag();
    List<LoaderReply.Form> forms = new ArrayList<>();
    List<Encoding> codings = new ArrayList<>();
    Map<Encoding, byte[]> variants = variants(path, type, bytes);
    if (variants != null) {
      variants.entrySet().stream()
          .sorted(Comparator.comparingInt(variant -> variant.getValue().length))
          .forEach(
              variant -> {
                codings.add(variant.getKey());
                forms.add(form(headers, hash, variant.getKey(), variant.getValue()));
              });
    }
    codings.add(null);
    forms.add(form(headers, hash, null, bytes));
    return LoaderReply.of(cors, List.copyOf(forms), codings, kept(variants, signature));
  }

  private static Kept kept(Map<Encoding, byte[]> variants, OwnSignature signature) {
    if (variants == null) {
      return Kept.NEVER;
    }
    return signature.missing() ? Kept.WHILE_KEY_FAILS : Kept.ALWAYS;
  }

  /** Whether it need not be made anew, as far as its text and its signature go. Never blocks. */
  boolean holds(LoaderReply reply) {
    return switch (reply.kept()) {
      case ALWAYS -> true;
      case WHILE_KEY_FAILS -> key.failing();
      case NEVER -> false;
    };
  }

  /** The fields that all codings of a text have. */
  private HeaderBlock head(
      Widget widget,
      LoaderPath path,
      Version version,
      CacheClass kept,
      String type,
      OwnSignature signature) {
    HeaderBlock.Builder common = standard.begin(cors(widget)).version(version);
    // A shared cache may ignore the query, and does not know the host by which it was asked.
    if (type.equals(META) || (type.equals(HTML) && publicUrl == null)) {
      kept.addPrivateTo(common, config.cache(), widget.settings().cacheControl());
    } else if (signature.missing()) {
      long seconds = OriginKey.AGAIN.toSeconds();
      kept.addBriefTo(common, config.cache(), widget.settings().cacheControl(), seconds);
    } else {
      kept.addTo(common, config.cache(), widget.settings().cacheControl());
    }
    common.add("Content-Type", type).vary("Accept-Encoding");
    if (version == null) {
      common.add(StandardHeaders.SWITCHED_OFF, "true");
    } else if (!(path.selector() instanceof Selector.Exact)) {
      common.add("X-Resolved-Version", version.toString());
      if (LoaderPlan.insteadOf(widget, path.selector(), version) != null) {
        common.add("X-Fallback", "version");
      }
    }
    if (path.form() == Form.SNIPPET) {
      common.add("Content-Security-Policy", "sandbox allow-scripts");
    }
    addTags(common, widget.state().name(), path, version);
    signature.addTo(common);
    return common.build();
  }

  /** None for what is different for each host name that somebody makes up. */
  private Map<Encoding, byte[]> variants(LoaderPath path, String type, byte[] bytes) {
    return namesHost(path, type.equals(META)) ? Map.of() : encoded.variants(bytes);
  }

  private static LoaderReply.Form form(
      HeaderBlock common, String hash, Encoding encoding, byte[] bytes) {
    String etag = "\"" + hash + (encoding == null ? "" : "-" + encoding.token()) + "\"";
    HeaderBlock.Builder headers = common.toBuilder();
    if (encoding != null) {
      headers.add("Content-Encoding", encoding.token());
    }
    headers
        .add("ETag", etag)
        .add("Content-Length", Integer.toString(bytes.length))
        .add("Repr-Digest", Digest.sha256(bytes).toField());
    return new LoaderReply.Form(etag, headers.build(), bytes);
  }

  private void addTags(
      HeaderBlock.Builder headers, WidgetName widget, LoaderPath path, Version version) {
    headers.widget(widget);
    List<String> tags = new ArrayList<>();
    tags.add(PurgeTags.ofWidget(widget.toString()));
    if (version != null) {
      tags.add(PurgeTags.ofVersion(widget.toString(), version.toString()));
    }
    if (!(path.selector() instanceof Selector.Exact)) {
      PurgeTags.addSelector(tags, widget.toString(), path.selector());
    }
    if (path.hash() == null) {
      tags.add(PurgeTags.ofLoaders(widget.toString()));
    }
    PurgeTags.addTo(headers, config.assets().tagHeaders(), tags);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
