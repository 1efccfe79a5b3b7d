package dev.widgetorigin.origin.endtoend;

import dev.widgetorigin.origin.ProxyProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * A real S3 with an empty bucket, for origins in processes of their own: Ceph, started by {@code
 * .ci/ceph}. {@code WIDGET_ORIGIN_TEST_S3} names one that runs already.
 */
final class CephProcess implements AutoCloseable {
  /** What a skipped test says. */
  static final String HOW_TO_GET =
      "needs Ceph: apt-get install --no-install-recommends ceph-mon ceph-osd ceph-common radosgw";

  private static final String KEY = "ak";
  private static final String SECRET = "sk";

  /** Null where it ran already. */
  private final Process process;

  private final URI endpoint;
  private final String bucket = "nodes-" + UUID.randomUUID();

  private CephProcess(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  static boolean installed() {
    return System.getenv("WIDGET_ORIGIN_TEST_S3") != null
        || Stream.of("ceph-mon", "ceph-osd", "ceph", "radosgw")
            .allMatch(tool -> ProxyProgram.find(tool).isPresent());
  }

  /** Takes about 15 s. */
  static CephProcess start(Path folder) throws IOException {
    String running = System.getenv("WIDGET_ORIGIN_TEST_S3");
    CephProcess ceph =
        running == null ? launch(folder) : new CephProcess(null, URI.create(running));
    try {
      ceph.makeBucket();
      return ceph;
    } catch (RuntimeException failed) {
      ceph.close();
      throw failed;
    }
  }

  private static CephProcess launch(Path folder) throws IOException {
    int port = freePorts();
    Path here = Path.of(".ci", "ceph");
    Path script = Files.exists(here) ? here : Path.of("..", ".ci", "ceph");
    Path errors = folder.resolveSibling("ceph.err");
    Process process =
        new ProcessBuilder(
                script.toAbsolutePath().normalize().toString(),
                folder.toString(),
                Integer.toString(port))
            .redirectError(errors.toFile())
            .start();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("ready")) {
        return new CephProcess(process, URI.create("http://127.0.0.1:" + port));
      }
    }
    throw new IOException("Ceph did not start: " + Files.readString(errors).strip());
  }

  /** The first of three in a row that nobody has. */
  private static int freePorts() throws IOException {
    while (true) {
      int port = ProxyProgram.freePort();
      if (ProxyProgram.isFree(port + 1) && ProxyProgram.isFree(port + 2)) {
        return port;
      }
    }
  }

  private void makeBucket() {
    try (S3Client client = client()) {
      var unused = client.createBucket(create -> create.bucket(bucket));
    }
  }

  S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        // Ceph refuses the checksums and the framing that the SDK adds by itself.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
        .build();
  }

  String bucket() {
    return bucket;
  }

  /** What an origin has to be told to have its store there. */
  Map<String, String> environment() {
    return Map.of(
        "WIDGET_ORIGIN_STORE_URL",
        "s3://" + bucket + "/widgets",
        "WIDGET_ORIGIN_STORE_S3_ENDPOINT",
        endpoint.toString(),
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET);
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
