package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The calls of the npm client that look. */
final class NpmCalls {
  static final String PREFIX = "/-/npm";
  private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";

  private static final Problem BUSY =
      Problem.of(
          503,
          "Busy",
          "too many tarballs are being sent at the moment (limits.open-files, limits.spool-bytes);"
              + " try again in a few seconds");

  private final Store store;
  private final Tarballs tarballs;
  private final OpenTarballs openTarballs;
  private final Packument packument;
  private final Packuments packuments;
  private final Function<Request, PublicUrl> origin;

  NpmCalls(
      Store store,
      Tarballs tarballs,
      OpenTarballs openTarballs,
      Packument packument,
      Function<Request, PublicUrl> origin) {
    this.origin = origin;
    this.openTarballs = openTarballs;
    this.packuments = new Packuments(packument, Packuments.MOST_BYTES);
    this.store = store;
    this.tarballs = tarballs;
    this.packument = packument;
  }

  ApiAnswer ping(ApiCall call) {
    return ApiAnswer.json(200, Map.of());
  }

  ApiAnswer whoami(ApiCall call) {
    return ApiAnswer.json(200, Map.of("username", call.who()));
  }

  /** In full, or abbreviated where the client asks for that. */
  ApiAnswer packument(ApiCall call) {
    Widget widget = widget(store, call.widget());
    String accept = call.request().header("accept");
    boolean brief = accept != null && accept.contains(ABBREVIATED);
    String base = base(call.request());
    Packuments.Document document = packuments.get(widget, brief, base);
    return ApiAnswer.bytes(200, brief ? ABBREVIATED : "application/json", document.json())
        .with("ETag", document.etag())
        .with("Cache-Control", "private, no-cache")
        .with(
            "Vary",
            "Accept, Authorization, Host, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Prefix");
  }

  /** One version's document, by exact version or tag. */
  ApiAnswer version(ApiCall call) {
    Widget widget = widget(store, call.widget());
    String asked = call.part("version");
    String text = Packument.tags(widget).getOrDefault(asked, asked);
    Release release =
        Version.tryParse(text)
            .flatMap(widget.state()::release)
            .filter(Packument::visible)
            .orElseThrow(() -> noVersion(widget, asked));
    return ApiAnswer.json(200, packument.version(widget, release, base(call.request())));
  }

  ApiAnswer tags(ApiCall call) {
    return ApiAnswer.json(200, Packument.tags(widget(store, call.widget())));
  }

  /** Of any version that exists, as the exact URL of a file would answer. */
  ApiAnswer tarball(ApiCall call) throws IOException {
    Widget widget = widget(store, call.widget());
    WidgetName name = widget.state().name();
    Release release =
        versionOf(name, call.part("file"))
            .flatMap(widget.state()::release)
            .orElseThrow(() -> noVersion(widget, call.part("file")));
    if (release.state() == ReleaseState.BLOCKED) {
      throw ProblemException.of(
          410, "Blocked", name + "@" + release.version() + " is blocked: " + release.reason());
    }
    Version version = release.version();
    Digest manifest = widget.manifests().get(version);
    long size = tarballs.info(name, version, manifest).size();
    OpenFile file =
        openTarballs.acquire(name, version, manifest, size, call.request().clientAddress());
    if (file == null) {
      return ApiAnswer.refused(BUSY).with("Retry-After", "5");
    }
    return ApiAnswer.body(200, "application/octet-stream", new Body.File(file, 0, size))
        .with("Cache-Control", "private, max-age=31536000, immutable");
  }

  /** The version of {@code chat-1.2.3.tgz}. */
  static Optional<Version> versionOf(WidgetName name, String file) {
    String start = name.name() + "-";
    return file.startsWith(start) && file.endsWith(".tgz")
        ? Version.tryParse(file.substring(start.length(), file.length() - ".tgz".length()))
        : Optional.empty();
  }

  static Widget widget(Store store, WidgetName name) {
    return store
        .catalog()
        .snapshot()
        .widget(name)
        .orElseThrow(() -> ProblemException.of(404, "Not found", "there is no package " + name));
  }

  /** The registry's URL as this client sees it. */
  private String base(Request request) {
    return origin.apply(request) + PREFIX;
  }

  private static ProblemException noVersion(Widget widget, String asked) {
    return ProblemException.of(
        404,
        "Not found",
        "%s has no version %s that can be installed".formatted(widget.state().name(), asked));
  }
}
