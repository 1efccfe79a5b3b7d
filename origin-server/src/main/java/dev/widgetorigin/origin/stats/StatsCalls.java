package dev.widgetorigin.origin.stats;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.DownloadLog;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Count;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The control API of downloads.
 *
 * <pre>
 * GET  /-/api/v1/stats                 ?by=widget|file|day &amp;days=1…90, of all widgets
 * GET  /-/api/v1/widgets/{w}/stats     ?by=version|file|day &amp;days=1…90
 * POST /-/api/v1/stats/imports         ?format=nginx|varnish|cloudfront|fastly; an access log
 * </pre>
 */
public final class StatsCalls {
  private static final long DAYS = 30;

  /** Where nothing was downloaded, so many of the newest versions are named. */
  private static final int NEWEST = 100;

  static final String UNKNOWN = "unknown";

  private static final String NOTE =
      "Edges answer most requests themselves. Only those that reached an origin, and those of"
          + " access logs that were imported, are counted.";

  private final Catalog catalog;
  private final DownloadLog log;
  private final DownloadRecorder own;
  private final InstantSource clock;

  private StatsCalls(Catalog catalog, DownloadLog log, DownloadRecorder own, InstantSource clock) {
    this.catalog = catalog;
    this.log = log;
    this.own = own;
    this.clock = clock;
  }

  /**
   * Rows for the control API's table.
   *
   * @param uploadBytes the largest log that is taken at a time
   */
  public static List<ApiRoute> routes(
      Catalog catalog,
      DownloadLog log,
      DownloadRecorder own,
      InstantSource clock,
      long uploadBytes) {
    StatsCalls calls = new StatsCalls(catalog, log, own, clock);
    return List.of(
        ApiRoute.look("/-/api/v1/stats", calls::all).takesLong(),
        ApiRoute.look("/-/api/v1/widgets/{widget}/stats", calls::widget).takesLong(),
        ApiRoute.change(
                Method.POST,
                "/-/api/v1/stats/imports",
                Permission.ADMIN,
                "import-log",
                calls::importLog)
            .takesLong()
            .takes(uploadBytes)
            .takesGzip());
  }

  private ApiAnswer all(ApiCall call) {
    return answer(call, null, "widget");
  }

  private ApiAnswer widget(ApiCall call) {
    WidgetName name = call.widget();
    Widget widget =
        catalog
            .snapshot()
            .widget(name)
            .orElseThrow(
                () -> ProblemException.of(404, "Not found", "There is no widget '" + name + "'."));
    return answer(call, widget, "version");
  }

  /** The same log again changes nothing: its tallies are named by its content. */
  private ApiAnswer importLog(ApiCall call) throws IOException {
    call.onlyQuery("format");
    LogFormat format;
    try {
      format = new LogFormat(call.query("format") == null ? "" : call.query("format"));
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalid(List.of("format: " + e.getMessage()));
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LogImport reading = new LogImport(catalog.snapshot(), format, today);
    try (InputStream in = call.request().body().open()) {
      reading.read(in);
    }
    List<String> days = new ArrayList<>();
    for (DownloadTally tally : reading.tallies()) {
      if (!log.has(tally)) {
        log.write(tally);
        days.add(tally.day().toString());
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("changed", !days.isEmpty());
    json.putAll(reading.report());
    json.put("days", days);
    return ApiAnswer.json(200, json);
  }

  private ApiAnswer answer(ApiCall call, Widget widget, String first) {
    call.onlyQuery("by", "days");
    String by = call.query("by") == null ? first : call.query("by");
    BiFunction<DownloadTally, Count, String> names = names(by, first);
    long days = call.number("days", DAYS, 1, DownloadTally.DAYS);
    LocalDate to = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate from = to.minusDays(days - 1);
    DownloadSums sums = new DownloadSums(names, widget == null ? null : widget.state().name());
    addRows(sums, by, widget, from, to);
    addUp(sums, from, to);
    Map<String, Object> json = new LinkedHashMap<>();
    if (widget != null) {
      json.put("widget", widget.state().name().toString());
    }
    json.put("from", from.toString());
    json.put("to", to.toString());
    json.put("by", by);
    List<Map<String, Object>> rows = new ArrayList<>();
    sums.rows()
        .forEach(
            (name, sum) -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put(by, name);
              row.putAll(sum);
              rows.add(row);
            });
    json.put("rows", rows);
    json.put("total", sums.total());
    json.put("latency", sums.latency());
    json.put("note", NOTE);
    return ApiAnswer.json(200, json);
  }

  private static BiFunction<DownloadTally, Count, String> names(String by, String first) {
    if (by.equals(first) && by.equals("widget")) {
      return (tally, count) -> count.widget().toString();
    }
    if (by.equals(first)) {
      return (tally, count) -> count.version() == null ? UNKNOWN : count.version().toString();
    }
    return switch (by) {
      case "file" -> (tally, count) -> count.fileType();
      case "day" -> (tally, count) -> tally.day().toString();
      default ->
          throw ProblemException.invalid(
              List.of("by: expected " + first + ", file or day, found '" + by + "'"));
    };
  }

  /** Nothing is an answer too: nobody is on 1.0 any more. */
  private static void addRows(
      DownloadSums sums, String by, Widget widget, LocalDate from, LocalDate to) {
    if (by.equals("version")) {
      widget.state().releases().descendingKeySet().stream()
          .limit(NEWEST)
          .forEach(version -> sums.row(version.toString()));
    } else if (by.equals("day")) {
      from.datesUntil(to.plusDays(1)).forEach(day -> sums.row(day.toString()));
    }
  }

  private void addUp(DownloadSums sums, LocalDate from, LocalDate to) {
    DownloadTally now = own.tally();
    log.read(
        from,
        to,
        tally -> {
          // This process knows more than it has written.
          if (!tally.writer().equals(now.writer()) || !tally.day().equals(now.day())) {
            sums.add(tally);
          }
        });
    if (!now.day().isBefore(from) && !now.day().isAfter(to)) {
      sums.add(now);
    }
  }
}
