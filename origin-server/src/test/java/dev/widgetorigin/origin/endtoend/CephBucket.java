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
 * An empty bucket of a real S3, for origins in processes of their own: of Ceph, started once by
 * {@code .ci/ceph}, which ends with the last JVM that uses it. {@code WIDGET_ORIGIN_TEST_S3} names
 * one that runs already.
 */
final class CephBucket {
  /** What a skipped test says. */
  static final String HOW_TO_GET =
      "needs Ceph: apt-get install --no-install-recommends ceph-mon ceph-osd ceph-common radosgw";

  private static final String KEY = "ak";
  private static final String SECRET = "sk";
  private static URI shared;

  private final URI endpoint;
  private final String name = "nodes-" + UUID.randomUUID();

  private CephBucket(URI endpoint) {
    this.endpoint = endpoint;
  }

  static boolean installed() {
    return System.getenv("WIDGET_ORIGIN_TEST_S3") != null
        || Stream.of("ceph-mon", "ceph-osd", "ceph", "radosgw")
            .allMatch(tool -> ProxyProgram.find(tool).isPresent());
  }

  /** The first takes about 15 s. */
  static CephBucket make() throws IOException {
    CephBucket made = new CephBucket(endpoint());
    try (S3Client client = made.client()) {
      var unused = client.createBucket(create -> create.bucket(made.name));
    }
    return made;
  }

  private static synchronized URI endpoint() throws IOException {
    String running = System.getenv("WIDGET_ORIGIN_TEST_S3");
    if (running != null) {
      return URI.create(running);
    }
    if (shared == null) {
      shared = launch();
    }
    return shared;
  }

  private static URI launch() throws IOException {
    Path here = Path.of(".ci", "ceph");
    Path script = Files.exists(here) ? here : Path.of("..", ".ci", "ceph");
    Process process =
        new ProcessBuilder(
                script.toAbsolutePath().normalize().toString(),
                "--shared",
                Path.of("target", "ceph").toAbsolutePath().toString(),
                Integer.toString(freePorts()))
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(process)));
    StringBuilder said = new StringBuilder();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ready ")) {
        return URI.create("http://127.0.0.1:" + line.substring("ready ".length()));
      }
      said.append(line).append('\n');
    }
    throw new IOException("Ceph did not start: " + said.toString().strip());
  }

  /** It ends by itself when nobody else uses it. */
  private static void leave(Process process) {
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException | InterruptedException e) {
      process.destroy();
    }
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

  String name() {
    return name;
  }

  /** What an origin has to be told to have its store there. */
  Map<String, String> environment() {
    return Map.of(
        "WIDGET_ORIGIN_STORE_URL",
        "s3://" + name + "/widgets",
        "WIDGET_ORIGIN_STORE_S3_ENDPOINT",
        endpoint.toString(),
        // Any: where none is named, the SDK looks for that of the machine, and waits for seconds.
        "WIDGET_ORIGIN_STORE_S3_REGION",
        "us-east-1",
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET);
  }
}
