package dev.widgetorigin.origin.http.h1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second reading of RFC 9112, slow and in regular expressions, to hold the first against: which
 * requests a stream of octets holds, and the status it ends with.
 */
final class ReferenceFraming {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final int MOST_FIELDS = 100;
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") ([!\"$-~]+) HTTP/([0-9])\\.([0-9])");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):[ \t]*([\t -~\u0080-\u00ff]*?)[ \t]*");
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?i:https?)://([^/?]+)([^?]*)(?:\\?(.*))?", Pattern.DOTALL);
  private static final Pattern ORIGIN = Pattern.compile("(/[^?]*)(?:\\?(.*))?", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+|\\[(?:[0-9A-Fa-f.]*:){2,7}[0-9A-Fa-f.]*\\])(?::([0-9]{0,5}))?");
  private static final Pattern CHUNK_LINE =
      Pattern.compile("([0-9A-Fa-f]{1,15})(?:[ \t]*;[\t -~\u0080-\u00ff]*)?");

  private final String in;
  private int at;
  final List<String> requests = new ArrayList<>();

  /** 0 where the stream merely ends. */
  int status;

  private ReferenceFraming(String in) {
    this.in = in;
  }

  static ReferenceFraming read(String octets) {
    ReferenceFraming framing = new ReferenceFraming(octets);
    boolean more = true;
    while (more && framing.at < octets.length()) {
      more = framing.request();
    }
    return framing;
  }

  private boolean refuse(int newStatus) {
    status = newStatus;
    return false;
  }

  /** The next line without CR LF; null where it is incomplete or refused. */
  private String line() {
    int lf = in.indexOf('\n', at);
    if (lf < 0) {
      return null;
    }
    if (lf == at || in.charAt(lf - 1) != '\r') {
      refuse(400);
      return null;
    }
    String line = in.substring(at, lf - 1);
    at = lf + 1;
    return line;
  }

  private boolean request() {
    if (!String.valueOf(in.charAt(at)).matches("\r|" + TOKEN)) {
      return refuse(400);
    }
    String first = line();
    if (first != null && first.isEmpty()) {
      first = line();
      if (first != null && first.isEmpty()) {
        return refuse(400);
      }
    }
    if (first == null) {
      return false;
    }
    List<String> lines = new ArrayList<>();
    for (String line = line(); line == null || !line.isEmpty(); line = line()) {
      if (line == null) {
        return false;
      }
      lines.add(line);
    }
    return head(first, lines);
  }

  private boolean head(String first, List<String> lines) {
    Matcher requestLine = REQUEST_LINE.matcher(first);
    if (!requestLine.matches()) {
      return refuse(400);
    }
    if (!requestLine.group(3).equals("1")) {
      return refuse(505);
    }
    String target = target(requestLine.group(1), requestLine.group(2));
    if (target == null) {
      return refuse(400);
    }
    List<String[]> fields = new ArrayList<>();
    for (String line : lines) {
      if (fields.size() == MOST_FIELDS) {
        return refuse(431);
      }
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        return refuse(400);
      }
      fields.add(new String[] {field.group(1).toLowerCase(Locale.ROOT), field.group(2)});
    }
    // RFC 9110 §2.5: a higher minor version is read as HTTP/1.1.
    boolean http11 = !requestLine.group(4).equals("0");
    return message(requestLine.group(1), target, http11, fields);
  }

  /** Path, query and authority, the last null for Host's; null where the target is refused. */
  private String target(String method, String target) {
    if (target.equals("*")) {
      return method.equals("OPTIONS") ? "* null" : null;
    }
    Matcher origin = ORIGIN.matcher(target);
    if (origin.matches()) {
      return origin.group(1) + " " + origin.group(2);
    }
    Matcher absolute = ABSOLUTE.matcher(target);
    if (!absolute.matches() || !authority(absolute.group(1))) {
      return null;
    }
    String path = absolute.group(2);
    if (path.isEmpty()) {
      path = method.equals("OPTIONS") && absolute.group(3) == null ? "*" : "/";
    }
    return path + " " + absolute.group(3) + " " + absolute.group(1);
  }

  private static boolean authority(String text) {
    Matcher matcher = AUTHORITY.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    String port = matcher.group(1);
    if (port == null || port.isEmpty()) {
      return true;
    }
    int number = Integer.parseInt(port);
    return number >= 1 && number <= 65535;
  }

  private static List<String> values(List<String[]> fields, String name) {
    return fields.stream().filter(field -> field[0].equals(name)).map(field -> field[1]).toList();
  }

  private boolean message(String method, String target, boolean http11, List<String[]> fields) {
    List<String> hosts = values(fields, "host");
    if (hosts.size() > 1
        || (hosts.isEmpty() && http11)
        || (hosts.size() == 1 && !authority(hosts.get(0)))) {
      return refuse(400);
    }
    List<String> codings = values(fields, "transfer-encoding");
    List<String> lengths = values(fields, "content-length");
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty() || !http11 || codings.size() > 1) {
        return refuse(400);
      }
      if (!codings.get(0).equalsIgnoreCase("chunked")) {
        return refuse(501);
      }
    }
    if (lengths.size() > 1 || (lengths.size() == 1 && !lengths.get(0).matches("[0-9]{1,18}"))) {
      return refuse(400);
    }
    boolean expected = values(fields, "expect").stream().allMatch("100-continue"::equalsIgnoreCase);
    if (http11 && !expected) {
      return refuse(417);
    }
    long length = lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0));
    if (!codings.isEmpty()) {
      length = chunked();
    } else if (length > 4096) {
      return refuse(413);
    } else if (in.length() - at < length) {
      return false;
    } else {
      at += (int) length;
    }
    if (length < 0) {
      return false;
    }
    String host = hosts.isEmpty() ? "null" : hosts.get(0);
    String[] parts = target.split(" ", -1);
    String authority = parts.length == 3 ? parts[2] : host;
    String shown =
        List.of("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE").contains(method)
            ? method
            : "OTHER";
    requests.add(shown + " " + parts[0] + " " + parts[1] + " " + authority + " " + length);
    return persistent(http11, fields);
  }

  private static boolean persistent(boolean http11, List<String[]> fields) {
    List<String> options = new ArrayList<>();
    for (String value : values(fields, "connection")) {
      for (String option : value.split(",", -1)) {
        options.add(option.replaceAll("^[ \t]+|[ \t]+$", "").toLowerCase(Locale.ROOT));
      }
    }
    return !options.contains("close") && (http11 || options.contains("keep-alive"));
  }

  /** The content's length; -1 where it is incomplete or refused. */
  private long chunked() {
    long total = 0;
    while (true) {
      int size = chunkSize();
      if (size <= 0) {
        return size == 0 && trailers() ? total : -1;
      }
      int present = Math.min(size, in.length() - at);
      total += present;
      if (total > 4096) {
        refuse(413);
        return -1;
      }
      at += present;
      String end = in.substring(at, Math.min(at + 2, in.length()));
      if (present < size || end.isEmpty()) {
        return -1;
      }
      if (!"\r\n".startsWith(end)) {
        refuse(400);
        return -1;
      }
      if (end.length() < 2) {
        return -1;
      }
      at += 2;
    }
  }

  /** Reads octet by octet as a refusal comes before the line's end; -1 for none. */
  private int chunkSize() {
    for (int end = at; end < in.length(); end++) {
      String line = in.substring(at, end + 1);
      if (line.endsWith("\r\n")) {
        Matcher matcher = CHUNK_LINE.matcher(line.substring(0, line.length() - 2));
        if (matcher.matches()) {
          at = end + 1;
          return (int) Math.min(Long.parseLong(matcher.group(1), 16), 1 << 20);
        }
      }
      String prefix = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      boolean possible =
          line.endsWith("\r")
              ? CHUNK_LINE.matcher(prefix).matches()
              : prefix.matches("[0-9A-Fa-f]{1,15}(?:[ \t]*(?:;[\t -~\u0080-\u00ff]*)?)?");
      if (!possible) {
        refuse(400);
        return -1;
      }
    }
    return -1;
  }

  private boolean trailers() {
    for (int end = at; end < in.length(); end++) {
      String line = in.substring(at, end + 1);
      if (line.equals("\r\n")) {
        at = end + 1;
        return true;
      }
      if (line.endsWith("\r\n")
          && FIELD_PREFIX.matcher(line.substring(0, line.length() - 2)).matches()) {
        at = end + 1;
        continue;
      }
      String prefix = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      boolean possible =
          line.endsWith("\r")
              ? prefix.isEmpty() || FIELD_PREFIX.matcher(prefix).matches()
              : prefix.matches(TOKEN) || FIELD_PREFIX.matcher(prefix).matches();
      if (!possible) {
        refuse(400);
        return false;
      }
    }
    return false;
  }

  private static final Pattern FIELD_PREFIX = Pattern.compile(TOKEN + ":[\t -~\u0080-\u00ff]*");
}
