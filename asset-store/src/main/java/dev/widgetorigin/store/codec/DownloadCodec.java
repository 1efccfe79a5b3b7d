package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Count;
import dev.widgetorigin.store.widget.DownloadTally.Latency;
import dev.widgetorigin.store.widget.DownloadTally.OfWidget;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/**
 * A tally of downloads as JSON: {@code {"format":1,"day":"2026-11-29","writer":"3f9a0c51d2e8-9f0c",
 * "number":7,"source":"origin","counts":[{"widget":"chat","version":"1.2.3","type":"script",
 * "downloads":3,"bytes":4711}],"latency":[{"micros":250,"requests":3}],"ofWidgets":[{"widget":
 * "chat","latency":[{"micros":250,"requests":3}]}]}}; {@code "source":"edge"} for an access log of
 * an edge. A count without {@code version} is one of an alias. Older objects have no {@code
 * ofWidgets}; nor has one in which there are none.
 */
public final class DownloadCodec {
  private static final int FORMAT = 1;
  private static final String EDGE = "edge";
  private static final String ORIGIN = "origin";

  private DownloadCodec() {}

  public static byte[] encode(DownloadTally tally) {
    return JsonOut.bytes(
        json -> {
          json.begin()
              .field("format", FORMAT)
              .field("day", tally.day().toString())
              .field("writer", tally.writer())
              .field("number", tally.number())
              .field("source", tally.edge() ? EDGE : ORIGIN);
          json.array("counts", tally.counts(), count -> count(json, count));
          json.array("latency", tally.latency(), latency -> latency(json, latency));
          if (!tally.ofWidgets().isEmpty()) {
            json.array(
                "ofWidgets",
                tally.ofWidgets(),
                each -> {
                  json.begin().field("widget", each.widget());
                  json.array("latency", each.latency(), latency -> latency(json, latency)).end();
                });
          }
          json.end();
        });
  }

  private static void latency(JsonOut json, Latency latency) {
    json.begin().field("micros", latency.micros()).field("requests", latency.requests()).end();
  }

  private static void count(JsonOut json, Count count) {
    json.begin().field("widget", count.widget());
    if (count.version() != null) {
      json.field("version", count.version());
    }
    json.field("type", count.fileType())
        .field("downloads", count.downloads())
        .field("bytes", count.bytes())
        .end();
  }

  /** Throws StoreException CORRUPT or INCOMPATIBLE. */
  public static DownloadTally decode(byte[] bytes, String document) {
    return JsonIn.read(bytes, document, DownloadCodec::tally);
  }

  private static DownloadTally tally(JsonIn json) {
    var read =
        new Object() {
          String day;
          String writer;
          Long number;
          String source;
          List<Count> counts;
          List<Latency> latency;
          List<OfWidget> ofWidgets = List.of();
        };
    json.object(
        name -> {
          switch (name) {
            case "format" -> json.format(FORMAT);
            case "day" -> read.day = json.text();
            case "writer" -> read.writer = json.text();
            case "number" -> read.number = json.number();
            case "source" -> read.source = json.text();
            case "counts" -> read.counts = json.array(() -> count(json));
            case "latency" -> read.latency = json.array(() -> latency(json));
            case "ofWidgets" -> read.ofWidgets = json.array(() -> ofWidget(json));
            default -> throw json.unknown("field", name);
          }
        });
    String day = json.required(read.day, "day");
    String writer = json.required(read.writer, "writer");
    long number = json.required(read.number, "number");
    boolean edge = json.required(read.source, "source").equals(EDGE);
    List<Count> counts = json.required(read.counts, "counts");
    List<Latency> latency = json.required(read.latency, "latency");
    try {
      return new DownloadTally(
          LocalDate.parse(day), writer, number, edge, counts, latency, read.ofWidgets);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw json.corrupt(e.getMessage());
    }
  }

  private static Count count(JsonIn json) {
    var read =
        new Object() {
          WidgetName widget;
          Version version;
          String type;
          Long downloads;
          Long bytes;
        };
    json.object(
        name -> {
          switch (name) {
            case "widget" -> read.widget = json.widget();
            case "version" -> read.version = json.version();
            case "type" -> read.type = json.text();
            case "downloads" -> read.downloads = json.number();
            case "bytes" -> read.bytes = json.number();
            default -> throw json.unknown("field", name);
          }
        });
    WidgetName widget = json.required(read.widget, "widget");
    String type = json.required(read.type, "type");
    long downloads = json.required(read.downloads, "downloads");
    long bytes = json.required(read.bytes, "bytes");
    try {
      return new Count(widget, read.version, type, downloads, bytes);
    } catch (IllegalArgumentException e) {
      throw json.corrupt(e.getMessage());
    }
  }

  private static OfWidget ofWidget(JsonIn json) {
    var read =
        new Object() {
          WidgetName widget;
          List<Latency> latency;
        };
    json.object(
        name -> {
          switch (name) {
            case "widget" -> read.widget = json.widget();
            case "latency" -> read.latency = json.array(() -> latency(json));
            default -> throw json.unknown("field", name);
          }
        });
    WidgetName widget = json.required(read.widget, "widget");
    List<Latency> latency = json.required(read.latency, "latency");
    try {
      return new OfWidget(widget, latency);
    } catch (IllegalArgumentException e) {
      throw json.corrupt(e.getMessage());
    }
  }

  private static Latency latency(JsonIn json) {
    var read =
        new Object() {
          Long micros;
          Long requests;
        };
    json.object(
        name -> {
          switch (name) {
            case "micros" -> read.micros = json.number();
            case "requests" -> read.requests = json.number();
            default -> throw json.unknown("field", name);
          }
        });
    long micros = json.required(read.micros, "micros");
    long requests = json.required(read.requests, "requests");
    try {
      return new Latency(micros, requests);
    } catch (IllegalArgumentException e) {
      throw json.corrupt(e.getMessage());
    }
  }
}
