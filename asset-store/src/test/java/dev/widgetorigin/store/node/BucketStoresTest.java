package dev.widgetorigin.store.node;

import static dev.widgetorigin.store.Bundles.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** On objects in memory, which can be away. */
class BucketStoresTest extends BucketStoresContract {
  private volatile boolean away;
  private final MemoryObjects objects =
      new MemoryObjects((verb, key) -> away ? MemoryObjects.Fault.ERROR : MemoryObjects.Fault.NONE);

  @Override
  ObjectStore bucket() {
    return objects;
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
