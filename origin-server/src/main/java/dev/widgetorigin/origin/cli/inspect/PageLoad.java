package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Opens a page and waits until it has loaded and stays where it is, also after redirects by
 * scripts. Says what is wrong where that does not come to an end. Told by the connection's thread.
 */
final class PageLoad {
  /** A page that goes on to another one does so at once. */
  private static final long STAYS_NANOS = 500_000_000;

  private final DevTools devTools;
  private final String session;
  private final String frame;
  private final HostPage page;

  private volatile int status;
  private volatile boolean loaded;
  private volatile long lastMove;
  private final AtomicInteger pages = new AtomicInteger();
  private volatile boolean isDone;

  PageLoad(DevTools devTools, String session, String frame, HostPage page) {
    this.devTools = devTools;
    this.session = session;
    this.frame = frame;
    this.page = page;
  }

  void told(String method, JsonNode parameters) {
    if (isDone) {
      return;
    }
    switch (method) {
      case "Network.responseReceived" -> {
        if (PageVisit.text(parameters, "type").equals("Document") && isOfPage(parameters)) {
          status = parameters.path("response").path("status").asInt(0);
        }
      }
      case "Page.frameNavigated" -> {
        if (frame.equals(PageVisit.text(parameters.path("frame"), "id"))) {
          loaded = false;
          pages.incrementAndGet();
          moved();
        }
      }
      case "Page.frameRequestedNavigation" -> {
        if (isOfPage(parameters)) {
          moved();
        }
      }
      case "Page.loadEventFired" -> {
        if (pages.get() > 0) {
          loaded = true;
          moved();
        }
      }
      default -> {}
    }
  }

  private boolean isOfPage(JsonNode parameters) {
    return frame.equals(PageVisit.text(parameters, "frameId"));
  }

  private void moved() {
    lastMove = System.nanoTime();
  }

  /** Throws CommandFailure that says why the page cannot be looked at. */
  void open(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    CompletableFuture<JsonNode> answer =
        devTools.request(session, "Page.navigate", Map.of("url", page.url()));
    boolean known = false;
    while (!loaded || System.nanoTime() - lastMove < STAYS_NANOS) {
      if (!known && answer.isDone()) {
        known = true;
        if (answer.isCompletedExceptionally()) {
          throw failed("the connection to the browser was lost");
        }
        refuse(PageVisit.text(answer.join().path("result"), "errorText"));
      }
      if (status >= 400) {
        throw failed("it answered " + status);
      }
      if (System.nanoTime() - end > 0) {
        throw failed(
            (pages.get() > 3
                    ? "it goes from page to page, " + pages + " so far"
                    : pages.get() == 0
                        ? "it did not answer within " + patience.toSeconds() + " s"
                        : "it did not finish loading within " + patience.toSeconds() + " s")
                + "; --timeout gives it longer");
      }
      Browser.pause(20);
    }
    isDone = true;
  }

  private void refuse(String error) {
    if (error.isEmpty()) {
      return;
    }
    if (error.contains("ERR_CERT_")) {
      throw failed(
          "the browser does not trust its certificate ("
              + error
              + "); --insecure takes any, for a page of your own");
    }
    throw failed(
        switch (error) {
          case "net::ERR_HTTP_RESPONSE_CODE_FAILURE" -> "it answered " + status;
          case "net::ERR_ABORTED" -> "it is a download, or has no content (" + error + ")";
          case "net::ERR_CONNECTION_REFUSED" -> "nothing listens there (" + error + ")";
          case "net::ERR_NAME_NOT_RESOLVED" -> "its host has no address (" + error + ")";
          default -> error;
        });
  }

  private CommandFailure failed(String why) {
    return new CommandFailure("cannot open " + page.url() + ": " + why);
  }
}
