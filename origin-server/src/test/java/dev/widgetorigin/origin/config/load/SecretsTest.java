package dev.widgetorigin.origin.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.config.value.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path folder;

  @Test
  void adminToken_nothingSet_isNull() {
    assertThat(Secrets.adminToken(Map.of())).isNull();
    assertThat(Secrets.adminToken(Map.of("WIDGET_ORIGIN_ADMIN_TOKEN", " "))).isNull();
  }

  @Test
  void adminToken_variable_isIt() {
    assertThat(Secrets.adminToken(Map.of("WIDGET_ORIGIN_ADMIN_TOKEN", "abc"))).isEqualTo("abc");
  }

  @Test
  void adminToken_file_isItsContent() throws IOException {
    Path file = Files.writeString(folder.resolve("t"), "abc\n");
    assertThat(Secrets.adminToken(Map.of("WIDGET_ORIGIN_ADMIN_TOKEN_FILE", file.toString())))
        .isEqualTo("abc");
  }

  @Test
  void adminToken_credentialOfSystemd_isTakenWhereNothingElseIsSet() throws IOException {
    Files.writeString(folder.resolve("admin-token"), "abc\n");
    Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", folder.toString());
    assertThat(Secrets.adminToken(environment)).isEqualTo("abc");
    assertThat(
            Secrets.adminToken(
                Map.of(
                    "CREDENTIALS_DIRECTORY",
                    folder.toString(),
                    "WIDGET_ORIGIN_ADMIN_TOKEN",
                    "other")))
        .isEqualTo("other");
  }

  @Test
  void read_bothVariableAndFile_isRefusedWithoutTheSecret() {
    assertThatThrownBy(
            () ->
                Secrets.read(
                    Map.of("WIDGET_ORIGIN_TOKEN", "s3cr3t", "WIDGET_ORIGIN_TOKEN_FILE", "/f"),
                    Secrets.TOKEN))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("set one of them")
        .message()
        .doesNotContain("s3cr3t");
  }

  @Test
  void read_fileMissingEmptyLargeOrNoText_isRefusedByItsName() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    Path large = Files.write(folder.resolve("large"), new byte[5000]);
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    for (Path file : new Path[] {folder.resolve("none"), empty, large, binary, folder}) {
      assertThatThrownBy(
              () ->
                  Secrets.read(Map.of("WIDGET_ORIGIN_TOKEN_FILE", file.toString()), Secrets.TOKEN))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("WIDGET_ORIGIN_TOKEN_FILE")
          .hasMessageContaining(file.toString());
    }
  }
}
