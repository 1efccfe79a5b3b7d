package dev.widgetorigin.origin.http.tls;

import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says why a certificate and its key cannot be used, which file and setting it is about, and what
 * to do. Reads the files again.
 */
final class UnusableFiles {
  private static final String CERTIFICATE = "tls.certificate";
  private static final String KEY = "tls.key";

  private UnusableFiles() {}

  /**
   * @param failure of the attempt to use them
   * @return one sentence, e.g. {@code there is no file /etc/tls/key.pem (tls.key): put it there, or
   *     name another}
   */
  static String why(TlsConfig config, Exception failure) {
    return problems(config).stream()
        .findFirst()
        .map(ConfigProblem::message)
        .orElseGet(() -> ofTheContent(config, failure));
  }

  /** Of the files as such, without a look at what is in them; empty where both can be read. */
  static List<ConfigProblem> problems(TlsConfig config) {
    List<ConfigProblem> found = new ArrayList<>();
    if (config.enabled()) {
      add(found, config.certificate(), CERTIFICATE);
      add(found, config.key(), KEY);
    }
    return found;
  }

  private static void add(List<ConfigProblem> found, Path file, String setting) {
    String why = why(file, setting);
    if (why != null) {
      found.add(new ConfigProblem("configuration", setting, why));
    }
  }

  /** Of one file as such; null where it can be read. */
  private static String why(Path file, String setting) {
    String named = file + " (" + setting + ")";
    if (!Files.exists(file)) {
      return "there is no file " + named + ": put it there, or name another";
    }
    if (Files.isDirectory(file)) {
      return named + " is a folder: name the PEM file in it";
    }
    if (!Files.isRegularFile(file)) {
      // Who opens a pipe waits until somebody writes to it.
      return named + " is a pipe or a device: name a file, for it is read again and again";
    }
    return Files.isReadable(file)
        ? null
        : "this process may not read " + named + ": let its user read the file";
  }

  private static String ofTheContent(TlsConfig config, Exception failure) {
    String certificate = config.certificate() + " (" + CERTIFICATE + ")";
    String key = config.key() + " (" + KEY + ")";
    try {
      var unused = CertificateDates.read(config.certificate());
    } catch (IOException e) {
      return certificate
          + " holds no certificate in PEM: expected '-----BEGIN CERTIFICATE-----', the server's own"
          + " first, then its chain";
    }
    String words = words(failure);
    // OpenSSL compares the two; with the JDK the signature of the handshake is found to be wrong.
    if (words.contains("mismatch")
        || words.contains("do not match")
        || words.contains("certificateverify signature")) {
      return "the key in "
          + key
          + " is not the one of the certificate in "
          + certificate
          + ": replace both files together";
    }
    if (words.contains("private key") || words.contains("invalidkey")) {
      return key
          + " holds no private key that can be read: expected PKCS #8 in PEM, without a password;"
          + " 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW' makes one of another key";
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "the certificate in " + certificate + " and the key in " + key + " do not work: " + root;
  }

  private static String words(Throwable failure) {
    StringBuilder words = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      words.append(each).append(' ');
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }
}
