package dev.widgetorigin.origin.stats;

import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.observe.FileTypes;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Count;
import dev.widgetorigin.store.widget.Widget;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Counts what an access log of an edge says was downloaded. Only what is in the store counts; the
 * version only where the URL names it, for what an alias answered then is not in such a log. Not
 * thread-safe.
 */
final class LogImport {
  /** Of a log that was packed, unpacked. */
  private static final long MOST_BYTES = 8L << 30;

  /** Far more than an origin's versions and types on 90 days; each costs memory. */
  private static final int MOST_COUNTS = 500_000;

  private static final int GZIP = 0x1f8b;

  private record Key(LocalDate day, WidgetName widget, Version version, String fileType) {}

  private final CatalogSnapshot catalog;
  private final LogFormat format;
  private final LocalDate today;
  private final Map<Key, long[]> counts = new HashMap<>();
  private final Map<String, Long> skipped = new LinkedHashMap<>();
  private long lines;
  private long counted;
  private String digest;

  /**
   * @param today in UTC; what is later, or older than downloads are kept, does not count
   */
  LogImport(CatalogSnapshot catalog, LogFormat format, LocalDate today) {
    this.catalog = catalog;
    this.format = format;
    this.today = today;
    for (String why : List.of("malformed", "noDownload", "noWidget", "otherDays")) {
      skipped.put(why, 0L);
    }
  }

  /** Reads all of a log, as it is or packed by gzip. Throws ProblemException 400 or 413. */
  void read(InputStream log) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    try (InputStream in =
        new BufferedInputStream(new DigestInputStream(unpacked(log), sha256), 1 << 16)) {
      LogLines all = new LogLines(in);
      long bytes = 0;
      for (String line = all.next(); line != null; line = all.next()) {
        bytes += line.length();
        if (bytes > MOST_BYTES) {
          throw ProblemException.of(
              413, "Log too large", "Expected at most " + MOST_BYTES + " bytes, unpacked.");
        }
        if (all.tooLong() || !format.comment(line)) {
          lines++;
          add(all.tooLong() ? null : format.parse(line));
        }
      }
    } catch (ZipException | EOFException e) {
      throw ProblemException.of(400, "Damaged log", "Expected a whole file of gzip, or text.");
    }
    digest = HexFormat.of().formatHex(sha256.digest());
  }

  private static InputStream unpacked(InputStream log) throws IOException {
    BufferedInputStream in = new BufferedInputStream(log, 1 << 16);
    in.mark(2);
    int begin = in.read() << 8 | in.read();
    in.reset();
    return begin == GZIP ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private void add(EdgeRequest request) {
    if (request == null) {
      skip("malformed");
    } else if (!request.method().equals("GET")
        || (request.status() != 200 && request.status() != 206)) {
      skip("noDownload");
    } else {
      LocalDate day = LocalDate.ofInstant(request.time(), ZoneOffset.UTC);
      if (day.isAfter(today) || day.isBefore(today.minusDays(DownloadTally.DAYS - 1))) {
        skip("otherDays");
      } else {
        key(day, request.target())
            .ifPresentOrElse(key -> add(key, request), () -> skip("noWidget"));
      }
    }
  }

  private void skip(String why) {
    skipped.merge(why, 1L, Long::sum);
  }

  private void add(Key key, EdgeRequest request) {
    long[] sums = counts.computeIfAbsent(key, absent -> new long[2]);
    if (counts.size() > MOST_COUNTS) {
      throw ProblemException.of(
          413, "Log too large", "Expected fewer different files and days; import it in parts.");
    }
    sums[0]++;
    sums[1] += request.bytes();
    counted++;
  }

  private Optional<Key> key(LocalDate day, String target) {
    if (!(AssetPath.parse(path(target)) instanceof AssetPath path)) {
      return Optional.empty();
    }
    try {
      WidgetName name = WidgetName.parse(path.widget());
      Optional<Widget> widget = catalog.widget(name);
      if (widget.isEmpty()) {
        return Optional.empty();
      }
      Version version = null;
      if (Selector.parse(path.selector()) instanceof Selector.Exact exact) {
        // The catalog's own: what is counted is what exists, however the URL spells it.
        version = widget.get().state().releases().floorKey(exact.version());
        if (version == null || version.compareTo(exact.version()) != 0) {
          return Optional.empty();
        }
      }
      return Optional.of(new Key(day, name, version, type(path)));
    } catch (ResolverException e) {
      return Optional.empty();
    }
  }

  private static String type(AssetPath path) {
    return switch (path.kind()) {
      case ENTRY -> "entry";
      case DIRECTORY -> "document";
      case FILE -> FileTypes.of(path.file());
    };
  }

  /** {@code https://cdn.example/chat/v1/chat.js?x} is {@code /chat/v1/chat.js}. */
  private static String path(String target) {
    int scheme = target.indexOf("://");
    int slash = scheme > 0 && target.charAt(0) != '/' ? target.indexOf('/', scheme + 3) : 0;
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return slash <= 0 || slash >= path.length() ? path : path.substring(slash);
  }

  /** One for each day. */
  List<DownloadTally> tallies() {
    Map<LocalDate, List<Count>> days = new TreeMap<>();
    counts.forEach(
        (key, sums) ->
            days.computeIfAbsent(key.day(), absent -> new ArrayList<>())
                .add(new Count(key.widget(), key.version(), key.fileType(), sums[0], sums[1])));
    List<DownloadTally> tallies = new ArrayList<>();
    days.forEach(
        (day, all) -> {
          if (all.size() > DownloadTally.MOST_COUNTS) {
            throw ProblemException.of(
                413, "Log too large", "Expected fewer different files on " + day + ".");
          }
          tallies.add(new DownloadTally(day, "log-" + digest, 1, true, all, List.of(), List.of()));
        });
    return tallies;
  }

  Map<String, Object> report() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("log", digest);
    json.put("lines", lines);
    json.put("counted", counted);
    json.put("skipped", skipped);
    return json;
  }
}
