package dev.widgetorigin.store.node;

import static dev.widgetorigin.store.Bundles.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ForwardingObjects;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.object.Together;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** On objects in memory, which can be away. */
class BucketStoresTest extends BucketStoresContract {
  private volatile boolean away;
  private final MemoryObjects objects =
      new MemoryObjects((verb, key) -> away ? MemoryObjects.Fault.ERROR : MemoryObjects.Fault.NONE);

  /** What blobs wait for that are created. */
  private volatile Together together;

  @Override
  ObjectStore bucket() {
    return new ForwardingObjects(objects) {
      @Override
      public int callsAtOnce() {
        return 2;
      }

      @Override
      public Creation create(String key, Source source) throws IOException {
        Together both = together;
        if (both != null && key.startsWith(StoreLayout.BLOBS)) {
          both.await();
        }
        return super.create(key, source);
      }
    };
  }

  @Test
  void publish_ofTwoFiles_sendsThemTogether() throws IOException {
    NodeStore a = node("a");
    together = new Together();

    publish(a, "chat", "1.0.0", "hello ", "a.js", "b.js");

    assertThat(text(a, "chat", "1.0.0", "b.js")).isEqualTo("hello b.js");
  }

  @Test
  void read_bucketAway_servesWhatIsKnownAndSaysSinceWhen() throws IOException {
    NodeStore a = node("a");
    publish(a, "chat", "1.0.0", "hello ", "a.js");
    text(a, "chat", "1.0.0", "a.js");

    away = true;

    await().untilAsserted(() -> assertThat(a.bucket().orElseThrow().reachable()).isFalse());
    BucketStatus status = a.bucket().orElseThrow();
    assertThat(status.since()).isNotNull();
    assertThat(text(a, "chat", "1.0.0", "a.js")).isEqualTo("hello a.js");
    assertThatThrownBy(() -> publish(a, "chat", "1.0.1", "more "))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("could not");

    away = false;

    await().untilAsserted(() -> assertThat(a.bucket().orElseThrow().reachable()).isTrue());
    publish(a, "chat", "1.0.1", "more ");
    assertThat(a.catalog().snapshot().sequence()).isEqualTo(2);
  }

  @Test
  void open_bucketAway_saysWhich() {
    away = true;

    assertThatThrownBy(() -> node("a"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("open s3://tests/");
  }
}
