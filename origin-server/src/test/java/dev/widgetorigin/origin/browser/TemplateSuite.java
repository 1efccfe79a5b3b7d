package dev.widgetorigin.origin.browser;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * What a page may rely on, whatever template its loader is made of. A template has one origin and
 * one site for all of a suite; each test has a widget, and browsers, of its own.
 */
abstract class TemplateSuite {
  @Parameter int template;

  Chromium chromium;

  /** Of somebody else. */
  Site pages;

  /** The test's own widget; 1.0.0 is released. */
  BrowserWorld world;

  /** Its name. */
  String chat;

  private BrowserWorld origin;
  private int tests;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void startOrigin(Chromium shared, @TempDir Path folder) {
    chromium = shared;
    origin = new BrowserWorld(folder);
    pages = Site.pages();
    pages.page("/blank.html", "");
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stopOrigin() {
    pages.close();
    origin.close();
  }

  @BeforeEach
  void createWidget() {
    chat = "chat-" + ++tests;
    world = origin.widget(chat).publish("1.0.0", "released");
    world.ok("PUT", "/loader", "{\"template\":" + template + "}");
  }

  /** Nothing of it goes on beside the next test. */
  @AfterEach
  void endRollout() {
    if (world.rollout().path("phase").asString("").equals("running")) {
      world.ok("PATCH", "/rollout", "{\"action\":\"abort\"}");
    }
  }

  /** The loader's tag. */
  String tag(String selector) {
    return "<script src=\"%s/-/loader/%s/%s.js\"></script>".formatted(world.url(), chat, selector);
  }

  /** The promise that the loader leaves in the page, as an expression. */
  String promise() {
    return "window['wl:%s']".formatted(chat);
  }

  /** What a report says of the site last. */
  String ofThisSite() {
    return template == 1 ? "" : " site=127.0.0.1";
  }
}
