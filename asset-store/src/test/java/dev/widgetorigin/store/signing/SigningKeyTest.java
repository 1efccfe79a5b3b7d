package dev.widgetorigin.store.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
  @TempDir private Path folder;

  private Path pem(String seed) throws IOException {
    byte[] der = HexFormat.of().parseHex("302e020100300506032b657004220420" + seed);
    return Files.writeString(
        folder.resolve(seed + ".pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n");
  }

  @DisplayName("RFC 8032 §7.1: keys and signatures are those of its test vectors")
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
            + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,none,"
            + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc6"
            + "1e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
            + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
            + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e45"
            + "8f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
            + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
            + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae"
            + "67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
      })
  void sign_vectors_areThoseOfTheRfc(String seed, String publicKey, String message, String expected)
      throws IOException {
    HexFormat hex = HexFormat.of();
    SigningKey key = SigningKey.read(pem(seed));
    byte[] bytes = message == null ? new byte[0] : hex.parseHex(message);
    byte[] signature = key.sign(bytes);

    assertThat(hex.formatHex(signature)).isEqualTo(expected);
    assertThat(Base64.getDecoder().decode(key.publicKey().toString()))
        .isEqualTo(hex.parseHex(publicKey));
    assertThat(key.publicKey().verifies(bytes, signature)).isTrue();
    assertThat(key.publicKey().verifies(new byte[] {1}, signature)).isFalse();
  }

  @Test
  void write_thenRead_isTheSameKeyAndOnlyTheOwnersFile() throws IOException {
    SigningKey key = SigningKey.generate(new SecureRandom());
    Path file = folder.resolve("new.pem");
    key.write(file);

    SigningKey again = SigningKey.read(file);
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    assertThat(again.publicKey()).hasToString(key.publicKey().toString());
    assertThat(again.sign(text)).isEqualTo(key.sign(text));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> key.write(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(folder).isDirectoryNotContaining("glob:**.key*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no key",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----"
      })
  void read_noKey_namesTheFile(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.pem"), text);
    assertThatThrownBy(() -> SigningKey.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ": expected an Ed25519 private key in PEM");
  }

  @Test
  void read_longFile_isNotReadIntoMemory() throws IOException {
    Path file = Files.writeString(folder.resolve("long.pem"), "x".repeat(20_000));
    assertThatThrownBy(() -> SigningKey.read(file)).hasMessageContaining("expected an Ed25519");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAAA",
        "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs",
        "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs=",
        "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bt=",
        " JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=",
        "\"JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0b"
      })
  void parse_notAKey_isRefused(String text) {
    assertThatThrownBy(() -> VerifyingKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes of an Ed25519 public key in Base64");
  }

  @Test
  void verifies_signatureOfAnotherLength_isFalse() {
    VerifyingKey key = VerifyingKey.parse("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
    assertThat(key.verifies(new byte[3], new byte[0])).isFalse();
    assertThat(key.verifies(new byte[3], new byte[64])).isFalse();
    assertThat(key.verifies(new byte[3], new byte[65])).isFalse();
  }
}
