package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.ContentCodings;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.SiteHost;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Takes {@code POST /-/outcome}: one {@link OutcomeReport}, answered 204 whether it counts or not.
 *
 * <p>The only thing that the delivery listener accepts. Nothing is stored but counts in memory, and
 * only of versions in a rollout. 413 over 2,048 bytes, 415 where it is compressed, 400 where the
 * text is no report, 429 where a prefix sends too many; nothing else is told, so that who forges
 * reports cannot find out which ones count. Thread-safe.
 */
public final class OutcomeHandler implements Handler {
  public static final String PATH = "/-/outcome";

  /** More than a report may have, so that its own refusal says how long it may be. */
  public static final int MOST = 4096;

  private final Catalog catalog;
  private final OutcomeWindows windows;
  private final InstantSource clock;
  private final OutcomeEvents events;
  private final PrefixLimiter limiter;
  private final StandardHeaders standard;
  private final ProblemReplies problems;
  private final Reply accepted;

  public OutcomeHandler(
      Catalog catalog,
      OutcomeWindows windows,
      OriginConfig config,
      InstantSource clock,
      OutcomeEvents events) {
    this.catalog = catalog;
    this.windows = windows;
    this.clock = clock;
    this.events = events;
    this.limiter = new PrefixLimiter(config.rollout().reportsPerMinute());
    this.standard = StandardHeaders.delivery(config);
    this.problems = new ProblemReplies(standard, config.cache());
    this.accepted =
        new Reply(204, standard.begin().add("Cache-Control", "no-store").build(), Body.EMPTY);
  }

  @Override
  public void handle(Request request, Responder responder) {
    responder.send(
        switch (request.method()) {
          case POST -> post(request);
          case OPTIONS -> preflight(request);
          default -> problems.methodNotAllowed(request, "POST, OPTIONS");
        });
  }

  /** Of all requests of the delivery listener only reports have content that anybody reads. */
  @Override
  public Admission admit(Request request) {
    return new Admission.Admitted(request.method() == Method.POST ? MOST : 0, this);
  }

  /** A beacon needs none; a page that uses fetch with another type does. */
  private Reply preflight(Request request) {
    Reply reply = standard.preflight(standard.cors(), request.header("origin"));
    HeaderBlock.Builder headers = reply.headers().toBuilder().set("Allow", "POST, OPTIONS");
    if (reply.headers().get("Access-Control-Allow-Methods") != null) {
      headers.set("Access-Control-Allow-Methods", "POST, OPTIONS");
    }
    return new Reply(204, headers.build(), Body.EMPTY);
  }

  private Reply post(Request request) {
    Problem coded = ContentCodings.refusal(request);
    if (coded != null) {
      return problems.reply(coded, request, "Accept-Encoding", ContentCodings.IDENTITY);
    }
    if (request.body().length() > OutcomeReport.MAX_LENGTH) {
      return refused(request, 413, "Report too long", "Expected at most 2048 bytes.");
    }
    Optional<OutcomeReport> report = text(request).flatMap(OutcomeReport::parse);
    if (report.isEmpty()) {
      return refused(
          request,
          400,
          "Malformed report",
          "Expected text: widget@version canary|stable ok|fallback|error|rollback|crash.");
    }
    Instant now = clock.instant();
    long prefix = AddressPrefix.of(request.clientAddress());
    if (!limiter.allow(prefix, now)) {
      events.dropped("rate");
      return refused(request, 429, "Too many reports", "Reports from one network are limited.");
    }
    count(report.get(), request, prefix);
    return accepted(request);
  }

  private void count(OutcomeReport report, Request request, long prefix) {
    Widget widget = catalog.snapshot().widget(report.widget()).orElse(null);
    Rollout rollout = widget == null ? null : widget.rollout();
    if (rollout == null || rollout.weight() == 0 || !concerns(widget, rollout, report)) {
      events.dropped("unconcerned");
      return;
    }
    OutcomeReport placed = report.site() == null ? report.on(host(request)) : report;
    if (rollout.quarantined().stream().anyMatch(held -> held.site().equals(placed.site()))) {
      events.dropped("quarantined");
      return;
    }
    windows.add(report.widget(), rollout, placed, prefix);
    boolean sampled = !report.canary() && !report.outcome().error();
    events.counted(
        report.widget(),
        report.cohort(),
        report.outcome().text(),
        sampled ? OutcomeWindows.STABLE_SAMPLING : 1);
  }

  /** The page is where the browser says it is: a beacon always tells its origin. */
  private static String host(Request request) {
    String host = SiteHost.of(request.header("origin"));
    return host == null ? SiteHost.of(request.header("referer")) : host;
  }

  /** The stable version may differ from alias to alias; it is any that is not the new one. */
  private static boolean concerns(Widget widget, Rollout rollout, OutcomeReport report) {
    return report.canary()
        ? report.version().equals(rollout.version())
        : !report.version().equals(rollout.version())
            && widget.state().release(report.version()).isPresent();
  }

  private static Optional<String> text(Request request) {
    try (InputStream in = request.body().open()) {
      return Optional.of(
          new String(in.readNBytes(OutcomeReport.MAX_LENGTH), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Reply accepted(Request request) {
    if (standard.cors().isOpen()) {
      return accepted;
    }
    HeaderBlock.Builder headers = accepted.headers().toBuilder();
    standard.cors().addOrigin(headers, request.header("origin"));
    return new Reply(204, headers.build(), Body.EMPTY);
  }

  private Reply refused(Request request, int status, String title, String detail) {
    return problems.reply(Problem.of(status, title, detail), request);
  }
}
