package dev.widgetorigin.store.object.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.ObjectStoreContract;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** On a real Ceph. */
class S3ObjectsTest extends ObjectStoreContract {
  private CephGateway ceph;
  private final BucketUrl place = CephGateway.somewhere();

  @Override
  protected ObjectStore open() throws IOException {
    ceph = CephGateway.find().orElse(null);
    assumeTrue(ceph != null, CephGateway.HOW_TO_GET);
    return S3Objects.open(ceph.settings(place), ceph.credentials());
  }

  @Override
  protected Path staging() {
    return folder;
  }

  @AfterEach
  void close() {
    if (store != null) {
      ((S3Objects) store).close();
    }
  }

  @Test
  void list_otherPrefix_isNotSeen() throws IOException {
    store.create("a", Source.of("x".getBytes(UTF_8)));
    try (S3Objects other =
        S3Objects.open(ceph.settings(CephGateway.somewhere()), ceph.credentials())) {
      assertThat(other.read("a")).isEmpty();
      other.list("", entry -> assertThat(entry).isNull());
      assertThat(other.create("a", Source.of("y".getBytes(UTF_8)))).isEqualTo(Creation.CREATED);
    }
    assertThat(store.bytes("a").orElseThrow()).isEqualTo("x".getBytes(UTF_8));
  }

  @Test
  void anyCall_noSuchBucket_saysSoAndWhatToDo() throws IOException {
    try (S3Objects nowhere =
        S3Objects.open(
            ceph.settings(BucketUrl.parse("s3://no-such-bucket/store")), ceph.credentials())) {
      assertThatThrownBy(() -> nowhere.read("log/1.json"))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(
              "read store/log/1.json in bucket no-such-bucket", "NoSuchBucket", "store.url");
      assertThatThrownBy(() -> nowhere.create("a", Source.of(new byte[1])))
          .hasMessageContaining("NoSuchBucket");
      assertThatThrownBy(() -> nowhere.list("log/", entry -> {}))
          .hasMessageContaining("NoSuchBucket");
    }
  }

  @Test
  void anyCall_wrongSecret_isRefusedWithoutSayingIt() throws IOException {
    String secret = "not-the-right-one";
    try (S3Objects stranger =
        S3Objects.open(
            ceph.settings(place),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("ak", secret)))) {
      assertThatThrownBy(() -> stranger.create("a", Source.of(new byte[1])))
          .hasMessageContaining("403")
          .hasMessageNotContaining(secret);
      assertThatThrownBy(() -> stranger.read("a")).hasMessageContaining("s3:ListBucket");
    }
  }
}
