package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: what programs read is the same wherever people write their numbers otherwise. */
final class LocaleTest {
  @TempDir Path folder;

  @Test
  void serve_whereNumbersHaveOtherDigits_answersAreTheSame() throws Exception {
    Map<String, String> egypt = Map.of("JDK_JAVA_OPTIONS", "-Duser.language=ar -Duser.country=EG");
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), egypt)) {
      for (String version : new String[] {"1.0.0", "1.1.0"}) {
        byte[] zip = TestOrigin.zip(Map.of("chat.js", "let v = '" + version + "';"));
        HttpResponse<byte[]> put = origin.api("PUT", "/widgets/chat/versions/" + version, zip);
        assertThat(put.statusCode()).isEqualTo(201);
      }
      byte[] none = "{}".getBytes(StandardCharsets.UTF_8);
      HttpResponse<byte[]> back = origin.api("POST", "/widgets/chat/aliases/latest/rollback", none);
      assertThat(new String(back.body(), StandardCharsets.UTF_8))
          .contains("browsers may use 1.1.0 for up to 300 s, edges for up to 300 s and 60 s more");
    }
  }
}
