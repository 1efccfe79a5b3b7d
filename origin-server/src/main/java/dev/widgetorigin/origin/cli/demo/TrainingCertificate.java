package dev.widgetorigin.origin.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for {@code localhost} that nobody trusts and a day later nobody could, made by the
 * JDK's {@code keytool}: there is no public way to make one within a program.
 *
 * @param certificate a PEM file
 * @param key a PEM file
 */
record TrainingCertificate(Path certificate, Path key) {
  private static final String NAME = "localhost";
  private static final String PASSWORD = "training";
  private static final int PATIENCE_SECONDS = 30;

  /**
   * Makes one in a folder.
   *
   * @throws IOException where there is no keytool, or it fails
   */
  static TrainingCertificate make(Path folder) throws IOException, InterruptedException {
    Path keys = folder.resolve("keys.jks");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                NAME,
                "-dname",
                "CN=" + NAME,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "1",
                "-storetype",
                "JKS",
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD,
                "-keystore",
                keys.toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    // Whatever it might ask: nobody answers.
    keytool.getOutputStream().close();
    if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      keytool.destroyForcibly();
      throw new IOException("keytool made no certificate in " + PATIENCE_SECONDS + " s");
    }
    if (keytool.exitValue() != 0) {
      throw new IOException("keytool made no certificate; its exit code: " + keytool.exitValue());
    }
    try (InputStream in = Files.newInputStream(keys)) {
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(in, PASSWORD.toCharArray());
      return new TrainingCertificate(
          pem(
              folder.resolve("certificate.pem"),
              "CERTIFICATE",
              store.getCertificate(NAME).getEncoded()),
          pem(
              folder.resolve("key.pem"),
              "PRIVATE KEY",
              store.getKey(NAME, PASSWORD.toCharArray()).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("what keytool made cannot be read", e);
    }
  }

  private static Path pem(Path file, String what, byte[] der) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(der), what));
  }
}
