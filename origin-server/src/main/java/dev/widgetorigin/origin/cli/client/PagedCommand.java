package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.JsonStream;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import tools.jackson.databind.JsonNode;

/**
 * A command whose answer is a list of any length, which an origin gives in pages: each is shown
 * before the next is asked for, so that no more than one is in memory.
 */
public abstract class PagedCommand extends ClientCommand {
  /** Where the origin says how to go on. */
  private static final String NEXT = "next";

  private final String list;

  /**
   * @param list the field of a page that has the entries
   */
  protected PagedCommand(Terminal terminal, String list) {
    super(terminal);
    this.list = list;
  }

  /** Asks for the first page. */
  @Override
  protected abstract JsonNode ask(ApiClient api);

  /**
   * Asks for the page behind another; null where that was the last.
   *
   * @param had entries of all pages until now
   */
  protected abstract JsonNode ask(ApiClient api, JsonNode page, long had);

  /** Tells a person the first page. */
  @Override
  protected abstract void show(JsonNode page);

  /** Tells a person a page behind the first. */
  protected abstract void showMore(JsonNode page);

  /**
   * Tells a person what there is to say at the end.
   *
   * @param had entries of all pages
   */
  protected void showEnd(JsonNode last, long had) {}

  @Override
  final int run(ApiClient api) {
    JsonNode page = ask(api);
    JsonStream json = client.json() ? new JsonStream(terminal) : null;
    if (json == null) {
      show(page);
    } else {
      page.properties().stream()
          .filter(field -> !field.getKey().equals(list) && !field.getKey().equals(NEXT))
          .forEach(field -> json.field(field.getKey(), field.getValue()));
      json.list(list);
      print(json, page);
    }
    JsonNode last = page;
    long had = page.path(list).size();
    for (page = ask(api, last, had); page != null; page = ask(api, last, had)) {
      if (json == null) {
        showMore(page);
      } else {
        print(json, page);
      }
      last = page;
      had += page.path(list).size();
    }
    end(json, last, had);
    return 0;
  }

  private void print(JsonStream json, JsonNode page) {
    page.path(list).forEach(json::item);
    json.flush();
  }

  private void end(JsonStream json, JsonNode last, long had) {
    if (json == null) {
      showEnd(last, had);
      return;
    }
    json.endList();
    if (last.has(NEXT)) {
      json.field(NEXT, last.get(NEXT));
    }
    json.end();
  }
}
