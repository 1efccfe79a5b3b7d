package dev.widgetorigin.store.object.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;

/** Who is asked for the region of a bucket where none is set. */
final class BucketRegionTest {
  private static final String METADATA =
      SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT.property();

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer machine;

  /** A machine that is in no cloud, but says so at once. */
  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        System.getenv("AWS_REGION") == null && System.getenv("AWS_EC2_METADATA_DISABLED") == null,
        "the environment has a region, so nobody is asked for it: unset AWS_REGION");
    machine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    machine.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    machine.start();
    System.setProperty(METADATA, "http://127.0.0.1:" + machine.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    if (machine != null) {
      System.clearProperty(METADATA);
      machine.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9, false",
    "https://minio.test, false",
    "https://amazonaws.com.test, false",
    "https://bucket.vpce-1.s3.eu-west-1.vpce.amazonaws.com, true",
    "https://s3.cn-north-1.amazonaws.com.cn, true"
  })
  void noRegion_isAskedOfTheMachineForAwsOnly(URI endpoint, boolean ofTheMachine) {
    BucketSettings settings =
        new BucketSettings(BucketUrl.parse("s3://bucket/store"), endpoint, null, true);
    BucketClients.open(settings, AnonymousCredentialsProvider.create()).close();
    assertThat(asked.get() > 0).isEqualTo(ofTheMachine);
  }
}
