package dev.widgetorigin.bench.compare;

import dev.widgetorigin.bench.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a comparison keeps its things.
 *
 * @param folder work folder: content, certificates, run folders of the peers
 * @param peers configs of the peers ({@code bench/peers})
 * @param launcher {@code bin/widget-origin}
 */
record Bench(Path folder, Path peers, Path launcher) {
  ComparedFiles content() {
    return new ComparedFiles(folder);
  }

  Path tls() {
    return folder.resolve("tls");
  }

  /** A self-signed P-256 certificate for localhost, made once. */
  void makeCertificate() throws IOException, InterruptedException {
    Path key = Files.createDirectories(tls()).resolve("key.pem");
    if (Files.exists(key)) {
      return;
    }
    String[] request = {
      "openssl",
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "3650",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost,IP:127.0.0.1",
      "-keyout",
      key.toString(),
      "-out",
      tls().resolve("cert.pem").toString()
    };
    Shell.output(folder, request);
  }
}
