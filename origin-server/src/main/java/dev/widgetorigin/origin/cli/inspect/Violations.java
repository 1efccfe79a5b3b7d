package dev.widgetorigin.origin.cli.inspect;

import tools.jackson.databind.JsonNode;

/**
 * What the page's policy, which only reports, would have refused. A use of {@code eval} breaks two
 * of its directives and is one thing to a reader.
 */
final class Violations {
  private Violations() {}

  static void note(JsonNode violation, Observation observed) {
    String directive = PageVisit.text(violation, "directive");
    String blocked = PageVisit.text(violation, "blocked");
    String sample = PageVisit.text(violation, "sample");
    String sink = sample.contains("|") ? sample.substring(0, sample.indexOf('|')) : sample;
    if (blocked.equals("eval") || blocked.equals("wasm-eval")) {
      observed.add(Kind.EVAL, blocked);
    } else if (blocked.equals("trusted-types-sink")) {
      boolean code = sink.equals("eval") || sink.startsWith("Function");
      observed.add(code ? Kind.EVAL : Kind.CSP, code ? sink : "trusted types: " + sink);
    } else {
      observed.add(Kind.CSP, directive + " " + place(blocked));
    }
  }

  /** {@code https://a.example} of an address, which may have an id in it; else as it is. */
  private static String place(String blocked) {
    int path = blocked.indexOf("://") < 0 ? -1 : blocked.indexOf('/', blocked.indexOf("://") + 3);
    return path < 0 ? blocked : blocked.substring(0, path);
  }
}
