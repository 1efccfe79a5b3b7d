package dev.widgetorigin.origin.delivery.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Widget;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of documents, where an answer cannot be made because memory is short. */
final class KeptDocumentsTest {
  private static final byte[] JSON = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
  private static final FakeRequest REQUEST = FakeRequest.of(Method.GET, "/w?meta");

  @TempDir Path folder;
  private final MemoryBudget budget = new MemoryBudget(100_000);
  private DeliveryWorld world;
  private Widget widget;
  private KeptDocuments documents;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store")).publishSample("1.0.0");
    widget = world.store.catalog().snapshot().widget(WidgetName.parse("w")).orElseThrow();
    documents =
        new KeptDocuments(
            new WidgetHeaders(
                StandardHeaders.delivery(OriginConfig.DEFAULTS), OriginConfig.DEFAULTS),
            budget);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void keep_answerThatCannotBeMade_holdsNothingButWhatIsKept() {
    Map<String, String> unreadable =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, String>> entrySet() {
            throw new OutOfMemoryError("a test");
          }
        };
    Request request =
        new FakeRequest(
            Method.GET, "/w", "meta", unreadable, "127.0.0.1", "127.0.0.1", "cdn.example.com", 0);
    assertThatThrownBy(() -> documents.keep(request, "key", widget, HeaderBlock.builder(), JSON))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> documents.kept(request, "key", widget))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(Answer.of(documents.kept(REQUEST, "key", widget)).content()).isEqualTo(JSON);
    assertThat(budget.used()).isEqualTo(JSON.length);
    documents.clear();
    assertThat(budget.used()).isZero();
  }

  /** A document of each version of a widget would else be a list of all versions each. */
  @Test
  void keep_widgetChanges_holdsItNoMoreAsItWas() {
    WeakReference<Widget> asItWas = keptOf(widget.at(1));
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(asItWas.get()).isNull();
            });
    assertThat(documents.kept(REQUEST, "key", widget)).isNull();
  }

  private WeakReference<Widget> keptOf(Widget before) {
    Answer.of(documents.keep(REQUEST, "key", before, HeaderBlock.builder(), JSON));
    assertThat(Answer.of(documents.kept(REQUEST, "key", before)).content()).isEqualTo(JSON);
    return new WeakReference<>(before);
  }

  @Test
  void keep_headThatCannotBeMade_takesNoMemory() {
    assertThatThrownBy(() -> documents.keep(REQUEST, "key", widget, null, JSON))
        .isInstanceOf(NullPointerException.class);
    assertThat(budget.used()).isZero();
  }

  @Test
  void kept_toHeadAndUnchanged_holdsNothing() {
    Answer.of(documents.keep(REQUEST, "key", widget, HeaderBlock.builder(), JSON));
    Answer head = Answer.of(documents.kept(FakeRequest.of(Method.HEAD, "/w?meta"), "key", widget));
    String etag = head.header("ETag");
    assertThat(
            Answer.of(
                    documents.kept(
                        FakeRequest.of(Method.GET, "/w?meta", "if-none-match", etag),
                        "key",
                        widget))
                .status())
        .isEqualTo(304);
    documents.clear();
    assertThat(budget.used()).isZero();
  }
}
