package dev.widgetorigin.origin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.cli.importing.ImportCommand;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code import s3://…} from a real S3: forty versions of a team that moves in. */
final class ImportFromCephTest {
  private static final int VERSIONS = 40;

  /** A listing has so many keys; what comes after them is on its next page. */
  private static final int PAGE = 1000;

  @TempDir Path folder;
  private CephBucket bucket;
  private TestOrigin origin;

  /** By its path in the widget: what a browser got of it. */
  private final Map<String, String> files = new TreeMap<>();

  private void upload(S3Client client, String key, byte[] bytes, String encoding) {
    var unused =
        client.putObject(
            put -> put.bucket(bucket.name()).key(key).contentEncoding(encoding),
            RequestBody.fromBytes(bytes));
  }

  private void fill() throws IOException {
    try (S3Client client = bucket.client()) {
      for (int i = 0; i < VERSIONS; i++) {
        String version = "v1." + i + ".0";
        String script = ("console.log('" + version + "');\n").repeat(20);
        files.put(version + "/chat.js", script);
        upload(client, "w/chat/" + version + "/chat.js", gzip(script), "gzip");
        files.put(version + "/img/a b+c&ä.svg", "<svg/>" + i);
        upload(
            client, "w/chat/" + version + "/img/a b+c&ä.svg", ("<svg/>" + i).getBytes(UTF_8), null);
      }
      upload(client, "w/chat/latest/chat.js", "x".getBytes(UTF_8), null);
      upload(client, "w/chat/v1.0.0/", new byte[0], null);
      IntStream.range(0, PAGE)
          .parallel()
          .forEach(i -> upload(client, "w/chat/notes/" + i, new byte[1], null));
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  private JsonNode run(String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("WIDGET_ORIGIN_SERVER", origin.controlUrl());
    environment.put("WIDGET_ORIGIN_TOKEN", TestOrigin.ADMIN);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        new CommandLine(
            new ImportCommand(
                TestTerminal.unattended(new PrintWriter(out), new PrintWriter(err), environment)));
    line.setErr(new PrintWriter(err));
    line.setOut(new PrintWriter(out));
    String[] arguments = new String[more.length + 5];
    arguments[0] = "s3://" + bucket.name() + "/w";
    arguments[1] = "--pattern={widget}/{version}";
    arguments[2] = "--endpoint=" + bucket.environment().get("WIDGET_ORIGIN_STORE_S3_ENDPOINT");
    arguments[3] = "--region=us-east-1";
    arguments[4] = "--json";
    System.arraycopy(more, 0, arguments, 5, more.length);
    int code = line.execute(arguments);
    assertThat(code).as("%s%s", out, err).isZero();
    return JsonMapper.shared().readTree(out.toString());
  }

  @Test
  @Timeout(180)
  void import_fortyVersionsInABucket_areServedByteForByteAndAgainChangesNothing()
      throws IOException {
    assumeTrue(CephBucket.installed(), CephBucket.HOW_TO_GET);
    bucket = CephBucket.make();
    Map<String, String> environment = bucket.environment();
    System.setProperty("aws.accessKeyId", environment.get("AWS_ACCESS_KEY_ID"));
    System.setProperty("aws.secretAccessKey", environment.get("AWS_SECRET_ACCESS_KEY"));
    try {
      origin = TestOrigin.start(folder.resolve("store"), Map.of());
      fill();
      assertThat(run("--dry-run").path("wouldPublish").asInt()).isEqualTo(VERSIONS);
      assertThat(origin.call("GET", "/widgets/chat", "").statusCode()).isEqualTo(404);

      JsonNode report = run();

      assertThat(report.path("published").asInt()).isEqualTo(VERSIONS);
      assertThat(report.path("leftOut").toString()).contains("latest", "notes");
      for (Map.Entry<String, String> file : files.entrySet()) {
        String path = file.getKey().replace(" ", "%20").replace("ä", "%C3%A4");
        assertThat(new String(origin.deliver("GET", "/chat/" + path).body(), UTF_8))
            .as("%s", path)
            .isEqualTo(file.getValue());
      }
      assertThat(run().path("exists").asInt()).isEqualTo(VERSIONS);
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
      if (origin != null) {
        origin.close();
      }
    }
  }
}
