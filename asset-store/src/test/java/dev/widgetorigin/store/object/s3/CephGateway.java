package dev.widgetorigin.store.object.s3;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A real S3 for the tests of this module: Ceph, started once by {@code .ci/ceph} where Debian's
 * packages are installed. It ends with the last JVM that uses it. {@code WIDGET_ORIGIN_TEST_S3}
 * names one that runs already.
 */
public final class CephGateway {
  public static final String BUCKET = "tests";

  /** What a skipped test says. */
  public static final String HOW_TO_GET =
      "needs Ceph: apt-get install --no-install-recommends ceph-mon ceph-osd ceph-common radosgw";

  /** Any. Where none is named, the SDK looks for that of the machine, and waits for seconds. */
  static final String REGION = "us-east-1";

  private static final String RUNNING = "WIDGET_ORIGIN_TEST_S3";
  private static CephGateway shared;
  private static String failure = "";

  private final URI endpoint;

  private CephGateway(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Empty where Ceph is not installed. Throws where it is and does not start. */
  public static synchronized Optional<CephGateway> find() throws IOException {
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
    String running = System.getenv(RUNNING);
    if (shared == null && running != null) {
      shared = new CephGateway(URI.create(running));
      shared.makeBucket();
    } else if (shared == null && installed()) {
      failure = "Ceph did not start";
      shared = new CephGateway(start());
      shared.makeBucket();
      failure = "";
    }
    return Optional.ofNullable(shared);
  }

  private static boolean installed() {
    List<String> folders =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator)),
                Stream.of("/usr/sbin", "/sbin"))
            .toList();
    return Stream.of("ceph-mon", "ceph-osd", "ceph", "radosgw")
        .allMatch(
            tool -> folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))));
  }

  private static URI start() throws IOException {
    Path script = Path.of("../.ci/ceph").toAbsolutePath().normalize();
    Path name = Path.of("target", "ceph").toAbsolutePath();
    Process process =
        new ProcessBuilder(
                script.toString(), "--shared", name.toString(), Integer.toString(freePorts()))
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    process.getOutputStream().close();
                    process.waitFor();
                  } catch (IOException | InterruptedException e) {
                    process.destroy();
                  }
                }));
    BufferedReader out = process.inputReader();
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ready ")) {
        return URI.create("http://127.0.0.1:" + line.substring("ready ".length()));
      }
      said.append(line).append('\n');
    }
    throw new IOException("Ceph did not start: " + said.toString().strip());
  }

  /** The first of three in a row; below the range from which the system gives ports away. */
  private static int freePorts() throws IOException {
    for (int port = 21_000 + (int) (ProcessHandle.current().pid() % 3_000) * 3; ; port += 3) {
      if (free(port) && free(port + 1) && free(port + 2)) {
        return port;
      }
    }
  }

  private static boolean free(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    }
  }

  private void makeBucket() {
    try (BucketClients clients =
        BucketClients.open(settings(new BucketUrl(BUCKET, "")), credentials())) {
      // The first of each makes pools, and takes its time.
      var made = clients.large.createBucket(create -> create.bucket(BUCKET));
      var unused =
          clients.large.putObject(
              put -> put.bucket(BUCKET).key("first"), RequestBody.fromString(made.toString()));
    }
  }

  public AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("ak", "sk"));
  }

  /** The same by way of another port of this machine. */
  public S3Objects open(BucketUrl url, int port) {
    return S3Objects.open(
        new BucketSettings(url, URI.create("http://127.0.0.1:" + port), REGION, true),
        credentials());
  }

  public int port() {
    return endpoint.getPort();
  }

  public BucketSettings settings(BucketUrl url) {
    return new BucketSettings(url, endpoint, REGION, true);
  }

  public S3Objects open(BucketUrl url) {
    return S3Objects.open(settings(url), credentials());
  }

  /** Where nothing else is. */
  public static BucketUrl somewhere() {
    return new BucketUrl(BUCKET, UUID.randomUUID() + "/");
  }
}
