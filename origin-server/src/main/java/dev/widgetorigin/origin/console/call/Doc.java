package dev.widgetorigin.origin.console.call;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** An answer of the API, or a part of one, as templates read it: what is not there is empty. */
public record Doc(JsonNode json) {
  public static final Doc NOTHING = new Doc(MissingNode.getInstance());

  /** A text, a number or a flag as text; empty where there is none. */
  public String text(String name) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull() ? "" : value.asString("");
  }

  public long number(String name) {
    return json.path(name).asLong(0);
  }

  public double decimal(String name) {
    return json.path(name).asDouble(0);
  }

  public boolean flag(String name) {
    return json.path(name).asBoolean(false);
  }

  /** Whether there is something, and it is not null. */
  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  public Doc at(String name) {
    return new Doc(json.path(name));
  }

  public List<Doc> list(String name) {
    List<Doc> list = new ArrayList<>();
    json.path(name).forEach(each -> list.add(new Doc(each)));
    return list;
  }

  /** Of a list of texts. */
  public List<String> texts(String name) {
    List<String> list = new ArrayList<>();
    json.path(name).forEach(each -> list.add(each.asString("")));
    return list;
  }
}
