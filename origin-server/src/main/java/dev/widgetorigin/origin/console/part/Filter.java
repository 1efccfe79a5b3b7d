package dev.widgetorigin.origin.console.part;

import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.call.Form;
import dev.widgetorigin.origin.web.ProblemException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a list is asked to show: the fields of its form, which are the query of its URL too, so that
 * every view is a link.
 *
 * @param path of the list
 * @param chosen what was filled in, by the field's name
 * @param before where an earlier page ended; empty for the newest
 */
public record Filter(String path, Map<String, String> chosen, String before) {
  /** Of the query of a page; other fields are none of the list's. */
  public static Filter of(Form query, String path, List<String> fields) {
    Map<String, String> chosen = new LinkedHashMap<>();
    for (String field : fields) {
      if (!query.text(field).isEmpty()) {
        chosen.put(field, query.text(field));
      }
    }
    return new Filter(path, chosen, query.text("before"));
  }

  /** Empty where it was not filled in. */
  public String text(String field) {
    return chosen.getOrDefault(field, "");
  }

  boolean isAll() {
    return chosen.isEmpty();
  }

  /** This very view. */
  String link() {
    return with(before);
  }

  /** The same from the newest on. */
  String newest() {
    return with("");
  }

  /** The same from there on, backwards. */
  public String with(String from) {
    Map<String, String> fields = new LinkedHashMap<>(chosen);
    fields.put("before", from);
    return path + Escape.query(fields);
  }

  /** A day, as the field has it, begins at midnight UTC; anything else is for the API to judge. */
  public String since() {
    String text = text("since");
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    } catch (DateTimeException noDay) {
      return text;
    }
  }

  /** What is wrong with what was filled in, as one sentence. */
  public static String wrong(ProblemException refusal) {
    List<String> errors = refusal.problem().errors();
    return errors.isEmpty() ? refusal.problem().detail() : String.join(" ", errors);
  }
}
