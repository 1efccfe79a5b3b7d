package dev.widgetorigin.origin.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EncodedTextsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final EncodedTexts texts = new EncodedTexts(nanos::get);

  private Map<Encoding, byte[]> ask(int number) {
    String text = "let loader=" + number + ";" + "document.head.append(script);".repeat(20);
    return texts.variants(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void sameText_isCompressedOnce() {
    Map<Encoding, byte[]> first = ask(1);
    assertThat(first).containsKey(Encoding.GZIP);
    for (int i = 0; i < 10 * EncodedTexts.NEW_PER_SECOND; i++) {
      assertThat(ask(1)).isSameAs(first);
    }
  }

  @Test
  void manyNewTexts_areBoundedByTheSecond_andHoldUpNoKnownOne() {
    for (int i = 0; i < EncodedTexts.NEW_PER_SECOND; i++) {
      assertThat(ask(i)).isNotNull();
    }
    assertThat(ask(1000)).isNull();
    assertThat(ask(7)).as("known").isNotNull();

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) / EncodedTexts.NEW_PER_SECOND + 1);
    assertThat(ask(1000)).isNotNull();
    assertThat(ask(1001)).isNull();
  }
}
