package dev.widgetorigin.store.log;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.codec.BatchCodec;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A run of batches in one object: gzip, one line each, after a line that says which widgets they
 * touch, so that a search for one widget's history passes over the segments without it.
 *
 * <pre>
 * {"format":1,"from":1,"to":1000,"widgets":["@acme/map","chat"]}
 * {"format":1,"sequence":1,…}
 * </pre>
 */
public record HistorySegment(String key, long from, long to) {
  private static final int FORMAT = 1;

  public static byte[] encode(List<ChangeBatch> batches) throws IOException {
    Set<String> widgets = new TreeSet<>();
    for (ChangeBatch batch : batches) {
      batch.changes().stream()
          .filter(change -> change.widget() != null)
          .forEach(change -> widgets.add(change.widget().toString()));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(
          JsonOut.bytes(
              json ->
                  json.begin()
                      .field("format", FORMAT)
                      .field("from", batches.get(0).sequence())
                      .field("to", batches.get(batches.size() - 1).sequence())
                      .array("widgets", widgets, json::text)
                      .end()));
      gzip.write('\n');
      for (ChangeBatch batch : batches) {
        gzip.write(BatchCodec.encode(batch));
        gzip.write('\n');
      }
    }
    return bytes.toByteArray();
  }

  /** All batches, oldest first. */
  public List<ChangeBatch> read(ObjectStore objects) throws IOException {
    return read(objects, null);
  }

  /** All batches, oldest first, or none where the segment's first line does not name the widget. */
  public List<ChangeBatch> read(ObjectStore objects, WidgetName widget) throws IOException {
    byte[] bytes =
        objects
            .bytes(key)
            .orElseThrow(() -> new StoreException(Code.MISSING, this + " is missing"));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8))) {
      Set<String> touched = header(lines.readLine());
      if (widget != null && !touched.contains(widget.toString())) {
        return List.of();
      }
      List<ChangeBatch> batches = new ArrayList<>();
      for (long sequence = from; sequence <= to; sequence++) {
        String line = lines.readLine();
        if (line == null) {
          throw corrupt("expected batch " + sequence + ", found the end", null);
        }
        batches.add(BatchCodec.decode(line.getBytes(StandardCharsets.UTF_8), sequence));
      }
      return batches;
    } catch (IOException e) {
      // The bytes are in memory: only gzip can have failed.
      throw corrupt("expected gzip, found something else", e);
    }
  }

  private Set<String> header(String line) {
    if (line == null) {
      throw corrupt("it is empty", null);
    }
    return JsonIn.read(
        line.getBytes(StandardCharsets.UTF_8),
        toString(),
        json -> {
          Set<String> widgets = new TreeSet<>();
          json.object(
              name -> {
                switch (name) {
                  case "format" -> json.format(FORMAT);
                  case "from", "to" -> json.number();
                  case "widgets" -> widgets.addAll(json.array(json::text));
                  default -> throw json.unknown("field", name);
                }
              });
          return widgets;
        });
  }

  private StoreException corrupt(String problem, IOException cause) {
    return new StoreException(Code.CORRUPT, this + " is damaged: " + problem, cause);
  }

  @Override
  public String toString() {
    return "history segment " + from + "-" + to;
  }
}
