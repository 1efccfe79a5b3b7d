package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.publish.PublishOrder;
import dev.widgetorigin.origin.publish.PublishResult;
import dev.widgetorigin.origin.publish.Publisher;
import dev.widgetorigin.origin.publish.UnmetOrder;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.checks.Warning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code PUT /{package}}: {@code npm publish} where a tarball comes along, {@code npm deprecate}
 * where none does.
 *
 * <p>The tag {@code latest} releases the version and lets the rule of {@code latest} decide; any
 * other releases it to the channel of that name, and nothing else moves. Pins that keep the version
 * back, and warnings that nobody should miss, are told in the field {@code npm-notice}, which npm
 * shows its user.
 */
final class NpmPublish {
  /** What would otherwise look as if all had been done, or breaks pages at the next release. */
  private static final Set<Warning.Code> TOLD =
      EnumSet.of(
          Warning.Code.ROLLOUT_ACTIVE,
          Warning.Code.SWITCHED_OFF,
          Warning.Code.NOTHING_CHANGED,
          Warning.Code.MODULE_ENTRY);

  private final Store store;
  private final Publisher publisher;
  private final NpmChanges changes;
  private final long uploadBytes;

  NpmPublish(Store store, Publisher publisher, NpmChanges changes, long uploadBytes) {
    this.store = store;
    this.publisher = publisher;
    this.changes = changes;
    this.uploadBytes = uploadBytes;
  }

  ApiAnswer put(ApiCall call) throws IOException {
    PublishDocument document;
    try (InputStream in = call.request().body().open()) {
      document = PublishDocument.read(in, store.staging());
    }
    if (document.tarball() == null) {
      return changes.deprecate(call, document.json());
    }
    try {
      call.require(Permission.PUBLISH);
      return publish(call, document);
    } finally {
      Files.deleteIfExists(document.tarball());
    }
  }

  /** {@code PUT /{package}/-rev/{revision}}: an unpublish. */
  ApiAnswer putRevision(ApiCall call) throws IOException {
    PublishDocument document;
    try (InputStream in = call.request().body().open()) {
      document = PublishDocument.read(in, store.staging());
    }
    if (document.tarball() != null) {
      Files.deleteIfExists(document.tarball());
      throw ProblemException.of(400, "Bad request", "expected no tarball here");
    }
    return changes.unpublish(call, document.json());
  }

  private ApiAnswer publish(ApiCall call, PublishDocument document) throws IOException {
    if (Files.size(document.tarball()) > uploadBytes) {
      throw ProblemException.of(
          413, "Too large", "expected a tarball of at most " + uploadBytes + " bytes");
    }
    WidgetName widget = call.widget();
    Version version = version(widget, document);
    String tag = tag(document.json());
    PublishOrder order =
        new PublishOrder(
            widget,
            version,
            tag.equals("latest") ? null : tag,
            call.who(),
            call.because("npm publish"));
    PublishResult result =
        publisher.publish(order, new BundleArchive(document.tarball(), "application/gzip"));
    if (result instanceof PublishResult.Refused refused) {
      return ApiAnswer.refused(refused.problem());
    }
    PublishResult.Published published = (PublishResult.Published) result;
    mustBeAsAsked(order, published.unmet());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ok", true);
    json.put("id", widget.toString());
    json.put("rev", published.sequence() + "-w");
    json.put("sequence", published.sequence());
    ApiAnswer answer =
        ApiAnswer.json(published.created() ? 201 : 200, json)
            .changed(
                published.changed() ? published.sequence() : 0,
                published.changed() ? "released, tag " + tag : "");
    return NpmNotice.on(answer, notices(document, published.report()));
  }

  private static List<String> notices(PublishDocument document, PublishResult.Report report) {
    List<String> notices = new ArrayList<>();
    if (document.provenance()) {
      notices.add("the statement of provenance is not kept: this registry has none");
    }
    report.held().forEach(held -> notices.add(held.message()));
    report.warnings().stream()
        .filter(warning -> TOLD.contains(warning.code()))
        .forEach(warning -> notices.add(warning.message()));
    return notices;
  }

  /** The same bytes again change nothing; npm must not tell its user that they did. */
  private static void mustBeAsAsked(PublishOrder order, List<UnmetOrder> unmet) {
    String name = order.widget() + "@" + order.version();
    String tag = order.channel();
    for (UnmetOrder each : unmet) {
      if (each instanceof UnmetOrder.ChannelElsewhere) {
        throw ProblemException.conflict(
            "%s was published before, which moves no tag; use 'npm dist-tag add %s %s'"
                .formatted(name, name, tag));
      }
    }
    for (UnmetOrder each : unmet) {
      if (each instanceof UnmetOrder.NotReleased is && is.state() != ReleaseState.DEPRECATED) {
        throw ProblemException.conflict(
            "%s is %s; release it with 'widget-origin release %s %s'"
                .formatted(name, is.state().text(), order.widget(), order.version()));
      }
      if (each instanceof UnmetOrder.NotPromoted is && tag == null) {
        throw ProblemException.conflict(
            "%s was published before with the tag %s, and publishing it again moves no tag; use 'npm dist-tag add %s latest'"
                .formatted(name, is.channel(), name));
      }
    }
  }

  /** The one version of the document, whose tarball is the one that came. */
  private static Version version(WidgetName widget, PublishDocument document) {
    JsonNode versions = document.json().path("versions");
    String name = document.json().path("name").asString("");
    if (!name.equals(widget.toString()) || versions.size() != 1) {
      throw ProblemException.of(
          400,
          "Bad request",
          "expected one version of %s, found %d of '%s'".formatted(widget, versions.size(), name));
    }
    Map.Entry<String, JsonNode> only = versions.properties().iterator().next();
    JsonNode dist = only.getValue().path("dist");
    mustMatch("integrity", dist.path("integrity").asString(""), document.integrity());
    mustMatch("shasum", dist.path("shasum").asString(""), document.shasum());
    return Version.tryParse(only.getKey())
        .orElseThrow(
            () ->
                ProblemException.of(
                    400, "Bad request", "expected a version, found '" + only.getKey() + "'"));
  }

  private static void mustMatch(String field, String says, String is) {
    if (!says.isEmpty() && !says.equals(is)) {
      throw ProblemException.of(
          400,
          "Bad request",
          "the tarball's " + field + " is " + is + ", expected " + says + "; publish again");
    }
  }

  /** {@code latest} where none is named. */
  private static String tag(ObjectNode json) {
    JsonNode tags = json.path("dist-tags");
    if (tags.size() > 1) {
      throw ProblemException.of(400, "Bad request", "expected one dist-tag, found " + tags.size());
    }
    String tag = tags.isEmpty() ? "latest" : tags.properties().iterator().next().getKey();
    Selector selector = NpmChanges.tag(tag);
    return selector.alias();
  }
}
