package dev.widgetorigin.origin.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code /} of a demo answers from its first moment on. */
final class DemoHomeTest {
  @Test
  void home_beforeAllIsPublished_isAnsweredLater() {
    DemoCommand.LateHome home = new DemoCommand.LateHome();
    List<Reply> replies = new ArrayList<>();
    FakeRequest request = FakeRequest.of(Method.GET, "/");
    home.handle(request, replies::add);
    assertThat(replies.get(0).status()).isEqualTo(503);
    assertThat(replies.get(0).headers().get("Retry-After")).isEqualTo("1");
    Reply ready = replies.get(0);
    home.page = (asked, responder) -> responder.send(ready);
    home.handle(request, replies::add);
    assertThat(replies.get(1)).isSameAs(ready);
  }

  /** Whoever rolls back sees it at the next reload. */
  @Test
  void aliases_ofTheSample_areKeptForSecondsOnly() {
    assertThat(DemoCommand.ALIAS_FIGURE).matches("public, max-age=[1-5]");
  }
}
