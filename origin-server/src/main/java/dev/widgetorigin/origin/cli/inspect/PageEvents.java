package dev.widgetorigin.origin.cli.inspect;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Errors and dialogs of a page, as the browser tells of them. Called by the connection's thread.
 */
final class PageEvents {
  private final DevTools devTools;
  private final String session;
  private final HostPage page;
  private final Observation observed;
  private volatile boolean started;

  PageEvents(DevTools devTools, String session, HostPage page, Observation observed) {
    this.devTools = devTools;
    this.session = session;
    this.page = page;
    this.observed = observed;
  }

  /** What came before is the page's own. */
  void startsNow() {
    started = true;
  }

  void told(String method, JsonNode parameters) {
    if (method.equals("Page.javascriptDialogOpening")) {
      // Else the page would stand still.
      devTools.send(session, "Page.handleJavaScriptDialog", Map.of("accept", false));
    }
    if (!started) {
      return;
    }
    switch (method) {
      case "Page.javascriptDialogOpening" ->
          error("opened a dialog: " + PageVisit.text(parameters, "message"), parameters);
      case "Page.windowOpen" ->
          error("opened a window: " + PageVisit.text(parameters, "url"), parameters);
      case "Page.downloadWillBegin" ->
          error("began a download: " + PageVisit.text(parameters, "suggestedFilename"), parameters);
      case "Runtime.exceptionThrown" -> thrown(parameters.path("exceptionDetails"));
      case "Runtime.consoleAPICalled" -> console(parameters);
      default -> {}
    }
  }

  private void thrown(JsonNode details) {
    String description = PageVisit.text(details.path("exception"), "description");
    String value = details.path("exception").path("value").asString("");
    String said = description.isEmpty() ? value : description;
    error("uncaught " + (said.isEmpty() ? PageVisit.text(details, "text") : said), details);
  }

  private void console(JsonNode call) {
    if (PageVisit.text(call, "type").equals("error")) {
      JsonNode first = call.path("args").path(0);
      String value = first.path("value").asString("");
      error(
          "console: " + (value.isEmpty() ? PageVisit.text(first, "description") : value),
          call.path("stackTrace"));
    }
  }

  /**
   * @param cause names the files that code was running of
   */
  private void error(String text, JsonNode cause) {
    observed.add(Kind.ERRORS, text, cause.toString().contains(page.bundleBase()));
  }
}
