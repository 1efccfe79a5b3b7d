package dev.widgetorigin.store.layout;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.Digest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where everything is in a store: every key and every name of a file. The first part is the store,
 * the same for all its nodes; the second is a node's own.
 *
 * <pre>
 * format.json                                   {"format":3,"store":"widget-origin"}
 * blobs/sha256/ab/abcdef….E-U                   every byte sequence, by SHA-256 of its bytes, the
 *                                               epoch and the upload it came with
 * manifests/sha256/ab/abcdef….E-U               a version's manifest, likewise
 * loaders/{widget}/{version}/{hash}.js          a loader that was promised to stay
 * log/00000000000000000042.json                 one batch of changes
 * history/00000000000000000001-00000000000000001000.jsonl.gz
 *                                               a thousand batches behind a checkpoint, a line each
 * checkpoints/00000000000000000042-{sha256}.json.gz
 *                                               the fold at 42; named by its own digest too
 * nodes/3f9a0c51d2e8.json                       what a node of a bucket has seen; only that node writes it
 * followers/{name}.cursor                       how far all nodes of a bucket together have come
 * followers/{name}/dead/000001767225600000-{id}.json
 *                                               what a receiver of webhooks was never told of; under
 *                                               again/ what it is to be told once more
 * tallies/{widget}/{rollout}/{step}/000029925240-3f9a0c51d2e8-{run}.json
 *                                               what a node of a bucket counted of a rollout in a minute
 * downloads/2026-11-29/{writer}.000000000007.json
 *                                               downloads that a process counted on a day, or that an
 *                                               access log names; the highest number holds them all
 *
 * lock                                          held by the process that writes; its pid
 * node.id                                       which node this is: 3f9a0c51d2e8
 * loader-key.pem                                the key that signs loaders, unless a setting names another
 * listeners.json                                where the running origin listens
 * admin.token                                   the administrator's token, from the first start
 * tokens-used.json                              when each token was last used on this node
 * followers/{name}.cursor                       how far a follower of the log has come
 * downloads/                                    what was counted and is not yet in the bucket
 * audit-{node}.log                              the audit log of this node, written to
 * audit-{node}-2026-11-27-000000000000000041.log
 *                                               a segment of it: until line 41, of that day
 * audit-{node}.head                             a hint: number and hash of a late line
 * staging/                                      uploads and ingest; emptied at start
 * tmp/                                          objects on their way; emptied at start
 * native/                                       native libraries, unpacked
 * cache/ab/abcdef…                              copies of blobs and manifests of a bucket, by digest
 * logs/                                         access and error logs
 * </pre>
 *
 * <p>Names are case-sensitive and file systems may not be, so an upper-case letter is written as an
 * exclamation mark and its lower-case form ({@code 1.0.0-RC} is {@code 1.0.0-!r!c}), as Go's module
 * mirror does. A name too long for a file name is written as {@code ~} and its SHA-256.
 */
public final class StoreLayout {
  public static final String FORMAT = "format.json";
  public static final String LOCK = "lock";
  public static final String STAGING = "staging";
  public static final String TEMPORARY = "tmp";
  public static final String BLOBS = "blobs/sha256/";
  public static final String MANIFESTS = "manifests/sha256/";
  public static final String LOADERS = "loaders/";
  public static final String LOG = "log/";
  public static final String HISTORY = "history/";
  public static final String CHECKPOINTS = "checkpoints/";
  public static final String FOLLOWERS = "followers/";
  public static final String NODES = "nodes/";
  public static final String TALLIES = "tallies/";
  public static final String DOWNLOADS = "downloads/";

  /** A node's own files: never in a backup, never in a bucket. */
  public static final String NODE = "node.id";

  public static final String LISTENERS = "listeners.json";
  public static final String LOADER_KEY = "loader-key.pem";
  public static final String ADMIN_TOKEN = "admin.token";
  public static final String TOKENS_USED = "tokens-used.json";
  public static final String AUDIT = "audit-";
  public static final String LOGS = "logs";
  public static final String NATIVE = "native";
  public static final String CACHE = "cache";

  private static final String LOG_FILE = ".log";
  private static final Pattern AUDIT_FILE =
      Pattern.compile(
          "audit-(?<node>[0-9a-z]+)(-(?<day>\\d{4}-\\d\\d-\\d\\d)-(?<last>\\d{18}))?\\.log");

  private static final int NUMBER_DIGITS = 20;
  private static final int MINUTE_DIGITS = 12;
  private static final int MAX_SEGMENT = 200;

  private StoreLayout() {}

  /** What the keys of a blob begin with, each going on with a dot and its upload. */
  public static String blob(Digest digest) {
    return content(BLOBS, digest);
  }

  /** What the keys of a manifest begin with, each going on with a dot and its upload. */
  public static String manifest(Digest digest) {
    return content(MANIFESTS, digest);
  }

  /** Likewise, under {@link #BLOBS} or {@link #MANIFESTS}. */
  public static String content(String folder, Digest digest) {
    String hex = digest.toString();
    return folder + hex.substring(0, 2) + "/" + hex;
  }

  /** The key of one upload. */
  public static String content(String folder, Digest digest, Upload upload) {
    return content(folder, digest) + "." + upload;
  }

  /** The digest in the key of a blob or a manifest; null where the key is not one of these. */
  public static Digest contentDigest(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    int dot = name.indexOf('.');
    return digest(dot < 0 ? name : name.substring(0, dot));
  }

  /** The upload in the key of a blob or a manifest; null where there is none. */
  public static Upload contentUpload(String key) {
    int dot = key.lastIndexOf('.');
    return dot < 0 ? null : Upload.parse(key.substring(dot + 1));
  }

  private static Digest digest(String hex) {
    if (hex.length() != 2 * Digest.LENGTH) {
      return null;
    }
    try {
      return Digest.parse(hex);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Where the loaders of a version are. */
  public static String loaders(WidgetName widget, Version version) {
    return LOADERS + path(widget, version) + "/";
  }

  public static String loader(WidgetName widget, Version version, String name) {
    return loaders(widget, version) + name + ".js";
  }

  /** The name in a loader's key. */
  public static String loaderName(String key) {
    return key.substring(key.lastIndexOf('/') + 1).replace(".js", "");
  }

  /** In words: {@code loader chat/1.2.3/0f34…js}. */
  public static String loaderTitle(String key) {
    return "loader " + key.substring(LOADERS.length());
  }

  private static String path(WidgetName widget, Version version) {
    return path(widget) + segment(version.toString());
  }

  private static String path(WidgetName widget) {
    String scope = widget.scope().isEmpty() ? "" : "@" + segment(widget.scope()) + "/";
    return scope + segment(widget.name()) + "/";
  }

  public static String log(long sequence) {
    return LOG + number(sequence) + ".json";
  }

  /** The sequence in a log object's key, or -1. */
  public static long logSequence(String key) {
    return number(key, LOG.length(), ".json");
  }

  public static String segment(long from, long to) {
    return HISTORY + number(from) + "-" + number(to) + ".jsonl.gz";
  }

  /** The first sequence in a history segment's key, or -1. */
  public static long segmentFrom(String key) {
    return number(key, HISTORY.length(), "-");
  }

  /** The last sequence in a history segment's key, or -1. */
  public static long segmentTo(String key) {
    return number(key, HISTORY.length() + NUMBER_DIGITS + 1, ".jsonl.gz");
  }

  public static String checkpoint(long sequence, Digest digest) {
    return CHECKPOINTS + number(sequence) + "-" + digest + ".json.gz";
  }

  /** The sequence in a checkpoint's key, or -1. */
  public static long checkpointSequence(String key) {
    return number(key, CHECKPOINTS.length(), "-");
  }

  /** The digest in a checkpoint's key; null where there is none. */
  public static Digest checkpointDigest(String key) {
    int dash = key.indexOf('-');
    return dash < 0 ? null : digest(key.substring(dash + 1).replace(".json.gz", ""));
  }

  /** What a node of a bucket says of itself. */
  public static String node(String name) {
    return NODES + name + ".json";
  }

  /** Where a follower of the log remembers how far it has come. */
  public static String cursor(String follower) {
    return FOLLOWERS + follower + ".cursor";
  }

  /** What the followers of a name keep beside their cursor. */
  public static String followerDocuments(String follower) {
    return FOLLOWERS + segment(follower) + "/";
  }

  /** Where the tallies of a step of a rollout are. */
  public static String tallies(WidgetName widget, String rollout, String step) {
    return TALLIES + path(widget) + segment(rollout) + "/" + segment(step) + "/";
  }

  /** What the tallies of a minute come after, where {@code folder} is that of their step. */
  public static String tallies(String folder, long minute) {
    return folder + minute(minute);
  }

  /** What one process counted in one minute. */
  public static String tally(String folder, long minute, String node, String run) {
    return folder + minute(minute) + "-" + segment(node) + "-" + segment(run) + ".json";
  }

  /** The folder of a tally's step. */
  public static String tallyFolder(String key) {
    return key.substring(0, key.lastIndexOf('/') + 1);
  }

  /** What the downloads of a day come after. */
  public static String downloads(LocalDate day) {
    return DOWNLOADS + day + "/";
  }

  /** Downloads of a day, by who counted them. */
  public static String downloads(LocalDate day, String writer, long number) {
    return downloads(day) + segment(writer) + "." + minute(number) + ".json";
  }

  /** What the downloads of the same day and writer begin with. */
  public static String downloadsOf(String key) {
    int dot = key.indexOf('.');
    return dot < 0 ? key : key.substring(0, dot + 1);
  }

  /** The day in the key of downloads; null where there is none. */
  public static LocalDate downloadsDay(String key) {
    int slash = key.indexOf('/', DOWNLOADS.length());
    try {
      return slash < 0 ? null : LocalDate.parse(key.substring(DOWNLOADS.length(), slash));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String minute(long minute) {
    return String.format(Locale.ROOT, "%0" + MINUTE_DIGITS + "d", Math.max(0, minute));
  }

  /** {@code BLOB}, {@code MANIFEST}, {@code LOG}, {@code SEGMENT}, {@code CHECKPOINT}, or empty. */
  public static String kind(String key) {
    if (key.startsWith(BLOBS)) {
      return "BLOB";
    } else if (key.startsWith(MANIFESTS)) {
      return "MANIFEST";
    } else if (key.startsWith(LOG)) {
      return "LOG";
    } else if (key.startsWith(HISTORY)) {
      return "SEGMENT";
    }
    return key.startsWith(CHECKPOINTS) ? "CHECKPOINT" : "";
  }

  /** The audit log of a node, as it is written to. */
  public static String audit(String node) {
    return AUDIT + node + LOG_FILE;
  }

  /** A part of it that is written no more: until that line, of that day. */
  public static String audit(String node, LocalDate day, long last) {
    return String.format(Locale.ROOT, "%s%s-%s-%018d%s", AUDIT, node, day, last, LOG_FILE);
  }

  public static String auditHead(String node) {
    return AUDIT + node + ".head";
  }

  /**
   * Matches each file of the audit log of any node: its name, and where they are its day and line.
   */
  public static Matcher auditFile(String name) {
    return AUDIT_FILE.matcher(name);
  }

  private static String number(long sequence) {
    String digits = Long.toString(sequence);
    return "0".repeat(Math.max(0, NUMBER_DIGITS - digits.length())) + digits;
  }

  private static long number(String key, int start, String end) {
    int stop = start + NUMBER_DIGITS;
    if (key.length() < stop || !key.startsWith(end, stop)) {
      return -1;
    }
    for (int i = start; i < stop; i++) {
      if (key.charAt(i) < '0' || key.charAt(i) > '9') {
        return -1;
      }
    }
    try {
      return Long.parseLong(key, start, stop, 10);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String segment(String name) {
    StringBuilder safe = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '!') {
        safe.append("!!");
      } else if (c >= 'A' && c <= 'Z') {
        safe.append('!').append((char) (c + ('a' - 'A')));
      } else if (c == '/' || c == '\\' || c == '~' || c < ' ' || (c == '.' && i == 0)) {
        return hashed(name);
      } else {
        safe.append(c);
      }
    }
    return safe.length() > MAX_SEGMENT ? hashed(name) : safe.toString();
  }

  private static String hashed(String name) {
    return "~" + Digest.sha256(name.getBytes(StandardCharsets.UTF_8));
  }
}
