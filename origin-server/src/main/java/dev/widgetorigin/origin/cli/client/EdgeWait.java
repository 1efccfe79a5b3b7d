package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Waits until edges show a change, and says since when each does. */
public final class EdgeWait {
  private final ApiClient api;
  private final String widget;

  public EdgeWait(ApiClient api, String widget) {
    this.api = api;
    this.widget = widget;
  }

  public JsonNode status() {
    return api.get(ApiClient.widget(widget) + "/purge");
  }

  /**
   * Until every public host has shown the change, or, where none is configured, every edge was told
   * of it; the last look in any case.
   */
  public JsonNode await(long sequence, Duration most) {
    return until(status -> missing(status, sequence).isEmpty(), most);
  }

  /** Until every edge was told of the change; the last look in any case. */
  public JsonNode awaitTold(long sequence, Duration most) {
    return until(status -> untold(status, sequence).isEmpty(), most);
  }

  private JsonNode until(Predicate<JsonNode> done, Duration most) {
    return Polling.until(done, this::status, most);
  }

  /** What is not as it should be yet, in words; empty where all is. */
  public static List<String> missing(JsonNode status, long sequence) {
    List<String> missing = new ArrayList<>();
    for (JsonNode host : status.path("hosts")) {
      String name = Mutations.text(host, "host");
      if (host.path("sequence").asLong(0) < sequence) {
        missing.add(name + " has not been looked at yet");
      }
      for (JsonNode alias : host.path("aliases")) {
        // What an earlier change moved is not this change's to wait for.
        if (alias.path("sequence").asLong(0) >= sequence && !alias.path("right").asBoolean(false)) {
          missing.add(unseen(name, alias));
        }
      }
    }
    return status.path("hosts").isEmpty() ? untold(status, sequence) : missing;
  }

  /** The edges that were not told of the change yet, in words. */
  public static List<String> untold(JsonNode status, long sequence) {
    List<String> missing = new ArrayList<>();
    for (JsonNode target : status.path("targets")) {
      if (target.path("sequence").asLong(0) < sequence) {
        missing.add(untold(target));
      }
    }
    return missing;
  }

  private static String untold(JsonNode target) {
    String problem = Mutations.text(target, "problem");
    return Mutations.text(target, "name")
        + " has not been told yet"
        + (problem.isEmpty() ? "" : ": " + problem);
  }

  private static String unseen(String host, JsonNode alias) {
    String seen = Mutations.text(alias, "seen");
    String problem = Mutations.text(alias, "problem");
    return "%s is %s at %s, not %s%s"
        .formatted(
            Mutations.text(alias, "alias"),
            seen.isEmpty() ? "not to be seen" : "still " + seen,
            host,
            version(alias),
            problem.isEmpty() ? "" : " (" + problem + ")");
  }

  private static String version(JsonNode alias) {
    if (alias.path("off").asBoolean(false)) {
      return "off";
    }
    String version = Mutations.text(alias, "version");
    return version.isEmpty() ? "gone" : version;
  }

  /** One line for each alias at each host; {@code sequence} 0 is of any change. */
  public static void show(Terminal terminal, JsonNode status, long sequence) {
    show(terminal, status, sequence, "");
  }

  /** The same of one alias; empty is of every one. */
  public static void show(Terminal terminal, JsonNode status, long sequence, String of) {
    for (JsonNode host : status.path("hosts")) {
      for (JsonNode alias : host.path("aliases")) {
        boolean wanted = of.isEmpty() || of.equals(Mutations.text(alias, "alias"));
        if (wanted && (sequence == 0 || alias.path("sequence").asLong(0) == sequence)) {
          String name = Mutations.text(host, "host");
          terminal.say(
              "%s",
              alias.path("right").asBoolean(false) ? right(name, alias) : unseen(name, alias));
        }
      }
    }
  }

  private static String right(String host, JsonNode alias) {
    return "%s is %s at %s since %s, %.1f s after the change"
        .formatted(
            Mutations.text(alias, "alias"),
            version(alias),
            host,
            clock(Mutations.text(alias, "since")),
            alias.path("seconds").asDouble(0));
  }

  /** {@code 12:03:41} of a time in ISO 8601. */
  private static String clock(String instant) {
    return instant.length() < 19 ? instant : instant.substring(11, 19);
  }

  /** How long the last host took; negative where none is configured. */
  static double slowest(JsonNode status, long sequence) {
    double slowest = -1;
    for (JsonNode host : status.path("hosts")) {
      for (JsonNode alias : host.path("aliases")) {
        if (alias.path("sequence").asLong(0) == sequence) {
          slowest = Math.max(slowest, alias.path("seconds").asDouble(0));
        }
      }
    }
    return slowest;
  }

  /** Says how it ended. Throws where the edges do not show the change. */
  public static void conclude(Terminal terminal, JsonNode status, long sequence, Duration most) {
    show(terminal, status, sequence);
    List<String> missing = missing(status, sequence);
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          "the change is made, but after %d s not all edges show it:%n  - %s"
              .formatted(most.toSeconds(), String.join("\n  - ", missing)));
    }
    double slowest = slowest(status, sequence);
    if (slowest >= 0) {
      terminal.say("every public host shows it, the last one %.1f s after the change", slowest);
    } else if (!status.path("targets").isEmpty()) {
      terminal.say("every edge was told; purge.check names no public host to look at");
    } else {
      terminal.say("no edge is configured: purge.targets and purge.check are empty");
    }
  }
}
