package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.changes.alias.Held;
import dev.widgetorigin.origin.changes.alias.Holds;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.config.value.Texts;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.HeaderText;
import dev.widgetorigin.origin.publish.PublishOrder;
import dev.widgetorigin.origin.publish.PublishResult;
import dev.widgetorigin.origin.publish.Publisher;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code PUT …/versions/{version}}: an archive becomes a version. */
final class PublishCalls {
  /** Of aliases that moved, an answer names so many. */
  private static final int MOST_MOVED = 1000;

  private final Store store;
  private final Publisher publisher;
  private final long uploadBytes;
  private final InstantSource clock;
  private final Function<Request, PublicUrl> urls;

  /**
   * @param uploadBytes the largest archive
   * @param urls by which URL a client reached this listener
   */
  PublishCalls(
      Store store,
      Publisher publisher,
      long uploadBytes,
      InstantSource clock,
      Function<Request, PublicUrl> urls) {
    this.clock = clock;
    this.urls = urls;
    this.store = store;
    this.publisher = publisher;
    this.uploadBytes = uploadBytes;
  }

  ApiAnswer put(ApiCall call) throws IOException {
    call.onlyQuery("state", "channel", "unpin", "dry-run", "reason", "published", "fast");
    String reason = call.query("reason") == null ? "" : call.query("reason");
    PublishOrder order =
        new PublishOrder(
            call.widget(),
            call.version(),
            state(call.query("state")),
            call.query("channel"),
            call.flag("unpin"),
            call.flag("dry-run"),
            call.who(),
            call.because(reason),
            published(call),
            call.precondition(),
            call.flag("fast"));
    if (order.dryRun()) {
      call.changesNothing();
    }
    return render(order, publish(order, call), urls.apply(call.request()).path());
  }

  private PublishResult publish(PublishOrder order, ApiCall call) throws IOException {
    RequestBody body = call.request().body();
    if (body.length() == 0) {
      throw ProblemException.invalid(
          List.of("body: expected a .tgz, .tar or .zip archive, found nothing"));
    }
    if (body.length() > uploadBytes) {
      throw ProblemException.of(
          413, "Archive too large", "Expected at most " + uploadBytes + " bytes of archive.");
    }
    String type = call.request().header("content-type");
    if (body.file() != null) {
      return publisher.publish(order, new BundleArchive(body.file(), type));
    }
    Path file = Files.createTempFile(store.staging(), "upload-", "");
    try {
      try (InputStream in = body.open()) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return publisher.publish(order, new BundleArchive(file, type));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** {@code mount}: what stands before the paths of this listener for the client. */
  private static ApiAnswer render(PublishOrder order, PublishResult result, String mount) {
    if (result instanceof PublishResult.Refused refused) {
      return ApiAnswer.refused(refused.problem());
    }
    Map<String, Object> json = new LinkedHashMap<>();
    if (result instanceof PublishResult.Preview preview) {
      json.put("dryRun", true);
      json.put("exists", preview.exists());
      json.put("widget", order.widget().toString());
      json.put("version", order.version().toString());
      json.put("state", order.state().text());
      json.put("entry", preview.entry());
      json.put("files", ManifestJson.files(preview.files().values()));
      addReport(json, preview.report());
      json.put("sizes", ManifestJson.sizes(preview.sizes()));
      return ApiAnswer.json(200, json);
    }
    PublishResult.Published published = (PublishResult.Published) result;
    json.put("sequence", published.sequence());
    json.put("changed", published.changed());
    if (published.completed()) {
      json.put("completed", true);
    }
    if (published.repaired()) {
      json.put("repaired", true);
    }
    ManifestJson.describe(json, published.manifest());
    addReport(json, published.report());
    ApiAnswer answer =
        ApiAnswer.json(published.created() ? 201 : 200, json)
            .changed(published.changed() ? published.sequence() : 0, what(order, published));
    List<String> held = published.report().held().stream().map(Held::message).toList();
    if (!held.isEmpty()) {
      // For scripts that read no JSON.
      answer = answer.with("X-Held", HeaderText.of(held));
    }
    return published.created() ? answer.with("Location", mount + location(order)) : answer;
  }

  private static String what(PublishOrder order, PublishResult.Published published) {
    if (!published.changed()) {
      return published.repaired() ? "repaired" : "";
    }
    if (published.manifest().quick()) {
      return "staged until its best variants are made";
    }
    String state = order.state().text();
    return order.channel() == null ? state : state + ", channel " + order.channel();
  }

  private static void addReport(Map<String, Object> json, PublishResult.Report report) {
    json.put("warnings", ManifestJson.warnings(report.warnings()));
    json.put("omitted", report.omitted());
    int shifts = Math.min(MOST_MOVED, report.shifts().size());
    json.put("aliases", ManifestJson.shifts(report.shifts().subList(0, shifts)));
    json.put("held", Holds.json(report.held()));
  }

  /**
   * {@code ?published=2024-03-01T12:00:00Z}: when a version that is brought here was published.
   * Null where it is absent. It is what {@code Last-Modified} says, so only an administrator may.
   */
  private Instant published(ApiCall call) {
    String text = call.query("published");
    if (text == null) {
      return null;
    }
    call.require(Permission.ADMIN);
    Instant time = Texts.time(text).orElse(null);
    if (time == null || time.isBefore(Instant.EPOCH) || time.isAfter(clock.instant())) {
      throw ProblemException.invalid(
          List.of(
              "published: expected a time that has been, such as 2024-03-01T12:00:00Z, found '"
                  + text
                  + "'"));
    }
    return time;
  }

  private static String location(PublishOrder order) {
    WidgetName widget = order.widget();
    return "/-/api/v1/widgets/" + widget + "/versions/" + order.version();
  }

  private static ReleaseState state(String text) {
    if (text == null) {
      return ReleaseState.RELEASED;
    }
    return switch (text) {
      case "released" -> ReleaseState.RELEASED;
      case "staged" -> ReleaseState.STAGED;
      default ->
          throw ProblemException.invalid(
              List.of("state: expected staged or released, found '" + text + "'"));
    };
  }
}
