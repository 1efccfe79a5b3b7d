package dev.widgetorigin.origin.stats;

import dev.widgetorigin.origin.web.text.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads lines of an access log, each by itself. In every format a line that begins with a brace is
 * JSON, with the field names that the edge's own documentation uses.
 *
 * <ul>
 *   <li>{@code nginx}, {@code varnish}, {@code fastly}: the common or combined log format, {@code
 *       192.0.2.1 - - [29/Nov/2026:12:00:00 +0000] "GET /chat/v1.2.3/chat.js HTTP/1.1" 200 4711},
 *       whatever stands before and behind it
 *   <li>{@code cloudfront}: standard logs, fields between tabs, named by {@code #Fields:}
 * </ul>
 *
 * Not thread-safe: CloudFront's fields are those of the last {@code #Fields:} line.
 */
final class LogFormat {
  static final List<String> NAMES = List.of("nginx", "varnish", "cloudfront", "fastly");

  /** Every repetition has a bound, so that no line takes long. */
  private static final Pattern COMMON =
      Pattern.compile(
          "\\[([^\\]\\[]{20,32})] \"([A-Z]{1,20}) ([^ \"]{1,8192})(?: HTTP/[0-9.]{1,3})?\" "
              + "(\\d{3}) (\\d{1,15}|-)");

  private static final DateTimeFormatter COMMON_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

  private static final List<String> TIMES =
      List.of("time_iso8601", "timestamp", "@timestamp", "time", "msec", "time_local");
  private static final List<String> METHODS =
      List.of("request_method", "method", "cs-method", "verb");
  private static final List<String> TARGETS =
      List.of("request_uri", "url", "uri", "cs-uri-stem", "path");
  private static final List<String> STATUSES =
      List.of("status", "sc-status", "response_status", "resp_status", "status_code");
  private static final List<String> BYTES =
      List.of("body_bytes_sent", "response_body_size", "bytes_sent", "sc-bytes", "bytes");

  private final boolean cloudfront;
  private Map<String, Integer> columns = Map.of();

  /** Throws IllegalArgumentException where there is no such format. */
  LogFormat(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("expected " + String.join(", ", NAMES));
    }
    cloudfront = name.equals("cloudfront");
  }

  /** True where the line says nothing of a request. */
  boolean comment(String line) {
    if (cloudfront && line.startsWith("#Fields:")) {
      columns = new HashMap<>();
      List<String> names = Arrays.asList(line.substring("#Fields:".length()).trim().split("\\s+"));
      for (int i = 0; i < names.size(); i++) {
        columns.put(names.get(i), i);
      }
    }
    return line.isBlank() || line.startsWith("#");
  }

  /** Null where the line is none of that format. */
  EdgeRequest parse(String line) {
    try {
      if (line.startsWith("{")) {
        return json(Json.MAPPER.readTree(line));
      }
      return cloudfront ? columns(line.split("\t", -1)) : common(line);
    } catch (JacksonException | DateTimeException | NumberFormatException e) {
      return null;
    }
  }

  private static EdgeRequest common(String line) {
    Matcher found = COMMON.matcher(line);
    return found.find()
        ? request(found.group(1), found.group(2), found.group(3), found.group(4), found.group(5))
        : null;
  }

  private EdgeRequest columns(String[] values) {
    String date = column(values, "date");
    String time = column(values, "time");
    if (date == null || time == null) {
      return null;
    }
    return request(
        date + "T" + time + "Z",
        column(values, "cs-method"),
        column(values, "cs-uri-stem"),
        column(values, "sc-status"),
        column(values, "sc-bytes"));
  }

  private String column(String[] values, String name) {
    Integer at = columns.get(name);
    return at == null || at >= values.length ? null : values[at];
  }

  private static EdgeRequest json(JsonNode line) {
    String time = first(line, TIMES);
    String date = first(line, List.of("date"));
    if (date != null && time != null && time.indexOf('T') < 0) {
      time = date + "T" + time + "Z";
    }
    String method = first(line, METHODS);
    String target = first(line, TARGETS);
    String request = first(line, List.of("request"));
    if (request != null) {
      String[] words = request.split(" ", 3);
      method = method == null ? words[0] : method;
      target = target == null && words.length > 1 ? words[1] : target;
    }
    return request(time, method, target, first(line, STATUSES), first(line, BYTES));
  }

  private static String first(JsonNode line, List<String> names) {
    for (String name : names) {
      JsonNode value = line.path(name);
      if (value.isString() || value.isNumber()) {
        return value.asString();
      }
    }
    return null;
  }

  private static EdgeRequest request(
      String time, String method, String target, String status, String bytes) {
    if (time == null || method == null || target == null || status == null) {
      return null;
    }
    boolean counted = bytes != null && bytes.matches("\\d{1,15}");
    return new EdgeRequest(
        time(time), method, target, Integer.parseInt(status), counted ? Long.parseLong(bytes) : 0);
  }

  private static Instant time(String text) {
    if (text.matches("\\d{9,11}(\\.\\d{1,9})?")) {
      return Instant.ofEpochSecond(Long.parseLong(text.split("\\.", 2)[0]));
    }
    return text.indexOf('/') > 0
        ? OffsetDateTime.parse(text, COMMON_TIME).toInstant()
        // As strftime writes it: no colon in the offset.
        : OffsetDateTime.parse(text.replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2")).toInstant();
  }
}
