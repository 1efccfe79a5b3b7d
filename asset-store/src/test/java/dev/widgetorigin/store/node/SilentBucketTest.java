package dev.widgetorigin.store.node;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.object.s3.CephGateway;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Ceph that stops answering: connections stay open, and nothing comes. */
@Timeout(60)
class SilentBucketTest {
  private static final Duration POLL = Duration.ofMillis(200);

  @TempDir Path folder;
  private SilentRelay relay;
  private NodeStore store;

  @BeforeEach
  void open() throws IOException {
    CephGateway ceph = CephGateway.find().orElse(null);
    assumeTrue(ceph != null, CephGateway.HOW_TO_GET);
    relay = new SilentRelay(ceph.port());
    store =
        BucketStores.open(
            folder.resolve("node"),
            new Bucket(
                ceph.open(CephGateway.somewhere(), relay.port()),
                "s3://tests/",
                1 << 20,
                POLL,
                "1.2.3",
                Widget.FIRST_TEMPLATE),
            StoreOptions.DEFAULTS);
    publish(store, "chat", "1.0.0", "hello ", "a.js");
  }

  @AfterEach
  void close() throws IOException {
    if (relay != null) {
      relay.silent(false);
      store.close();
      relay.close();
    }
  }

  private void pin() {
    store
        .catalog()
        .commit(
            "ana",
            "",
            now ->
                List.of(new Change.Pinned(widget("chat"), "latest", null, version("1.0.0"), "")));
  }

  @Test
  void change_isRefusedWithinTenSecondsAndTheNodeGoesOn() throws IOException {
    BucketStoresContract.text(store, "chat", "1.0.0", "a.js");
    relay.silent(true);
    long begun = System.nanoTime();

    assertThatThrownBy(this::pin).isInstanceOf(StoreException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("ten seconds, and what a busy machine adds")
        .isLessThan(Duration.ofSeconds(20));
    assertThat(BucketStoresContract.text(store, "chat", "1.0.0", "a.js")).isEqualTo("hello a.js");
    assertThat(store.bucket().orElseThrow().reachable()).isFalse();
    assertThat(store.bucket().orElseThrow().since()).isNotNull();

    relay.silent(false);

    await().atMost(Duration.ofSeconds(30)).until(() -> store.bucket().orElseThrow().reachable());
    pin();
  }

  @Test
  void status_saysWithinSecondsThatThereIsNoAnswer() {
    relay.silent(true);

    await().atMost(Duration.ofSeconds(30)).until(() -> !store.bucket().orElseThrow().reachable());
  }
}
