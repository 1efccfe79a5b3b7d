package dev.widgetorigin.origin.console.part;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.web.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an action came to, as the page after it tells. It travels in that page's URL, sealed: what
 * an Undo would call is in it.
 *
 * @param sealed as it came
 * @param facts {@code text}, {@code lines}, {@code sequence} and {@code undo} as the API answered
 *     it
 */
public record Notice(String sealed, Doc facts) {
  /** A URL that is longer is cut by proxies. */
  private static final int LONGEST = 3000;

  /** The text to be sealed: without the calls of its undo where they would be too long. */
  public static String text(String text, Doc answer) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("text", text);
    facts.put("sequence", answer.number("sequence"));
    facts.put("aliases", answer.json().path("aliases").size());
    for (String name : new String[] {"note", "spread", "holds", "warnings"}) {
      if (answer.has(name)) {
        facts.put(name, answer.json().path(name));
      }
    }
    if (answer.flag("changed") && answer.has("undo")) {
      facts.put("undo", answer.json().path("undo"));
    }
    String all = Json.MAPPER.writeValueAsString(facts);
    if (all.length() > LONGEST) {
      facts.keySet().retainAll(Set.of("text", "sequence"));
      all = Json.MAPPER.writeValueAsString(facts);
    }
    return all;
  }

  public static Notice read(String sealed, String text) {
    return new Notice(sealed, new Doc(Json.MAPPER.readTree(text)));
  }

  String text() {
    return facts.text("text");
  }

  /** What else there is to know, with what one may do about it. */
  List<Advice> more() {
    List<Advice> more = new ArrayList<>();
    for (String name : List.of("note", "spread", "holds")) {
      if (facts.has(name)) {
        more.add(Advice.of(facts.text(name)));
      }
    }
    facts.texts("warnings").forEach(warning -> more.add(Advice.of(warning)));
    return more;
  }

  /** The steps of an undo: one or several. */
  public List<Doc> undo() {
    return facts.json().path("undo").isObject() ? List.of(facts.at("undo")) : facts.list("undo");
  }
}
