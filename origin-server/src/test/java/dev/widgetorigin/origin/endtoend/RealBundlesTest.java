package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise: what npm packed is what a browser gets, byte for byte, in every encoding. */
final class RealBundlesTest {
  @TempDir static Path folder;
  private static OriginProcess origin;

  /** One package that could not be fetched is enough waiting. */
  private static volatile boolean unreachable;

  @BeforeAll
  static void start() {
    Brotli4jLoader.ensureAvailability();
    origin = OriginProcess.start(folder.resolve("store"));
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  @ParameterizedTest(name = "{0}@{1}")
  @CsvSource({"tiny-emitter,2.1.0", "@popperjs/core,2.11.8", "vue,3.4.21"})
  void everyFile_ofARealBundle_comesBackByteForByteInEveryEncoding(String name, String version)
      throws Exception {
    byte[] archive = Files.readAllBytes(pack(folder, name, version));
    String api = "/widgets/" + name.replace("/", "%2F") + "/versions/" + version;

    assertThat(origin.api("PUT", api, archive).statusCode()).isEqualTo(201);

    for (Map.Entry<String, byte[]> file : files(archive).entrySet()) {
      String url = "/" + name + "/v" + version + "/" + encoded(file.getKey());
      for (String encoding : new String[] {"identity", "br", "zstd", "gzip"}) {
        HttpResponse<byte[]> response = origin.get(url, "Accept-Encoding", encoding);
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        String used = response.headers().firstValue("Content-Encoding").orElse("identity");
        assertThat(used).as("encoding of %s", url).isIn("identity", encoding);
        assertThat(decoded(response.body(), used)).as(url).isEqualTo(file.getValue());
      }
    }
  }

  /** Dot-files are left out at publish; all others are in. */
  private static Map<String, byte[]> files(byte[] archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new ByteArrayInputStream(archive)), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String path = entry.getName().substring(entry.getName().indexOf('/') + 1);
        if (entry.isFile() && !path.startsWith(".") && !path.contains("/.")) {
          files.put(path, tar.readAllBytes());
        }
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static byte[] decoded(byte[] body, String encoding) throws IOException {
    InputStream bytes = new ByteArrayInputStream(body);
    try (InputStream in =
        switch (encoding) {
          case "br" -> new BrotliInputStream(bytes);
          case "zstd" -> new ZstdInputStream(bytes);
          case "gzip" -> new GZIPInputStream(bytes);
          default -> new BufferedInputStream(bytes);
        }) {
      return in.readAllBytes();
    }
  }

  /** The archive of a published npm package, put into {@code folder}. */
  static Path pack(Path folder, String name, String version) throws Exception {
    assumeFalse(unreachable, "npm could not fetch a package before");
    Path said = Files.createTempFile(folder, "npm", ".out");
    boolean packed = false;
    try {
      // Not patient: where the registry cannot be reached, the tests that need it are skipped.
      Process npm =
          new ProcessBuilder(
                  "npm",
                  "pack",
                  "--silent",
                  "--fetch-retries=1",
                  "--fetch-retry-mintimeout=1000",
                  "--fetch-timeout=20000",
                  name + "@" + version)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(said.toFile())
              .start();
      packed = npm.waitFor(90, TimeUnit.SECONDS) && npm.exitValue() == 0;
      npm.destroyForcibly();
    } catch (IOException missing) {
      assumeTrue(false, "no npm on this machine: install nodejs and npm to run this test");
    }
    unreachable = !packed;
    assumeTrue(packed, "npm pack " + name + " failed: is the npm registry reachable?");
    List<String> lines = Files.readAllLines(said);
    return folder.resolve(lines.get(lines.size() - 1).strip());
  }
}
