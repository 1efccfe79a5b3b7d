package dev.widgetorigin.origin.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.head.HeaderBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
  private static Reply answer(String cacheControl) {
    HeaderBlock.Builder headers = HeaderBlock.builder();
    if (cacheControl != null) {
      headers.add("Cache-Control", cacheControl);
    }
    return new Reply(200, headers.build(), Body.EMPTY);
  }

  private static String echoed(String id, String cacheControl) {
    return RequestIds.echo(new Asked(id), answer(cacheControl)).headers().get("X-Request-Id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "private, max-age=60", "private, no-cache"})
  void echo_ofAnAnswerForOneClient_namesTheId(String cacheControl) {
    assertThat(echoed("5f2b-17_a.B", cacheControl)).isEqualTo("5f2b-17_a.B");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      delimiter = ';',
      value = {"public, max-age=300", "public, max-age=10", "max-age=60", "none"})
  void echo_ofAnAnswerThatASharedCacheMayKeep_namesNoId(String cacheControl) {
    assertThat(echoed("a", cacheControl)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a, b", "<b>", "a\u00e9", "a;b", "a\"b", "\u001b[2J", "a/b"})
  void echo_ofWhatIsNoId_namesNone(String id) {
    assertThat(echoed(id, "no-store")).isNull();
  }

  @Test
  void echo_ofLongIds_namesThoseOf64CharactersAtMost() {
    assertThat(echoed("a".repeat(64), "no-store")).hasSize(64);
    assertThat(echoed("a".repeat(65), "no-store")).isNull();
  }

  @Test
  void echo_withoutAnId_isTheSameReply() {
    Reply reply = answer("no-store");
    assertThat(RequestIds.echo(new Asked(null), reply)).isSameAs(reply);
  }

  private record Asked(String id) implements Request {
    @Override
    public Method method() {
      return Method.GET;
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public String query() {
      return null;
    }

    @Override
    public String header(String name) {
      return name.equals("x-request-id") ? id : null;
    }

    @Override
    public String peerAddress() {
      return "192.0.2.1";
    }

    @Override
    public String clientAddress() {
      return peerAddress();
    }

    @Override
    public String authority() {
      return null;
    }

    @Override
    public long receivedMillis() {
      return 0;
    }

    @Override
    public boolean secure() {
      return false;
    }

    @Override
    public RequestBody body() {
      return RequestBody.EMPTY;
    }
  }
}
