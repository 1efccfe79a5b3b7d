package dev.widgetorigin.origin.cli.terminal;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints a result for machines that may be of any length, piece by piece: an object with some
 * fields and a list, the same text as {@link Terminal#json} prints of the whole. Where a command
 * fails in between the object is left without its end, so that no reader takes it for the whole.
 * Not thread-safe.
 */
public final class JsonStream {
  /** Characters that are kept before they are printed. */
  private static final int CHUNK = 64 * 1024;

  private final Terminal terminal;
  private final StringWriter text = new StringWriter();
  private final JsonGenerator json =
      JsonMapper.shared().writerWithDefaultPrettyPrinter().createGenerator(text);

  public JsonStream(Terminal terminal) {
    this.terminal = terminal;
    json.writeStartObject();
  }

  public void field(String name, JsonNode value) {
    json.writeName(name);
    json.writeTree(value);
  }

  /** Begins the list; {@link #item} adds to it. */
  public void list(String name) {
    json.writeName(name);
    json.writeStartArray();
  }

  public void item(JsonNode item) {
    json.writeTree(item);
    json.flush();
    if (text.getBuffer().length() >= CHUNK) {
      print();
    }
  }

  /** Prints what there is: what comes next may take a while, or fail. */
  public void flush() {
    json.flush();
    print();
  }

  public void endList() {
    json.writeEndArray();
  }

  /** Prints the rest. */
  public void end() {
    json.writeEndObject();
    json.flush();
    print();
    terminal.out().println();
    terminal.out().flush();
  }

  private void print() {
    terminal.out().print(Printable.lines(text.toString()));
    terminal.out().flush();
    text.getBuffer().setLength(0);
  }
}
