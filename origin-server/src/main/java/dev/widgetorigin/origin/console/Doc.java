package dev.widgetorigin.origin.console;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** An answer of the API, or a part of one, as templates read it: what is not there is empty. */
record Doc(JsonNode json) {
  static final Doc NOTHING = new Doc(MissingNode.getInstance());

  /** A text, a number or a flag as text; empty where there is none. */
  String text(String name) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull() ? "" : value.asString("");
  }

  long number(String name) {
    return json.path(name).asLong(0);
  }

  double decimal(String name) {
    return json.path(name).asDouble(0);
  }

  boolean flag(String name) {
    return json.path(name).asBoolean(false);
  }

  /** Whether there is something, and it is not null. */
  boolean has(String name) {
    return json.hasNonNull(name);
  }

  Doc at(String name) {
    return new Doc(json.path(name));
  }

  List<Doc> list(String name) {
    List<Doc> list = new ArrayList<>();
    json.path(name).forEach(each -> list.add(new Doc(each)));
    return list;
  }

  /** Of a list of texts. */
  List<String> texts(String name) {
    List<String> list = new ArrayList<>();
    json.path(name).forEach(each -> list.add(each.asString("")));
    return list;
  }
}
