package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import dev.widgetorigin.origin.NpmPackages;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise: what npm packed is what a browser gets, byte for byte, in every encoding. */
final class RealBundlesTest {
  @TempDir static Path folder;
  private static OriginProcess origin;

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
    byte[] archive = Files.readAllBytes(NpmPackages.pack(folder, name, version));
    String api = "/widgets/" + name.replace("/", "%2F") + "/versions/" + version;

    assertThat(origin.api("PUT", api, archive).statusCode()).isEqualTo(201);

    for (Map.Entry<String, byte[]> file : NpmPackages.files(archive).entrySet()) {
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
}
