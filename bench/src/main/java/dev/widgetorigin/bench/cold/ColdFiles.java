package dev.widgetorigin.bench.cold;

import dev.widgetorigin.bench.Shell;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Made-up files of 1 to 100 kB, as many small ones as the logarithm has it, in versions of one
 * widget: {@code /w/v1.0.3/f/0042.woff2}. Fonts have no encoded variants, so each file is one file
 * on the disk, for the origin as for others. The same number gives the same files.
 */
final class ColdFiles {
  private static final int PER_VERSION = 1000;
  private static final double LEAST = 1_000;
  private static final double MOST = 100_000;

  /** What bystanders ask for. */
  static final String HOT = "/w/v1.0.0/hot.js";

  private final Path folder;
  private final int count;

  ColdFiles(Path folder, int count) {
    this.folder = folder;
    this.count = count;
  }

  /** The folder that URL paths are under; others have copies of their own. */
  Path www() {
    return www(0);
  }

  Path www(int copy) {
    return folder.resolve("www-" + copy);
  }

  List<String> paths() {
    List<String> paths = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      paths.add(path(i));
    }
    return paths;
  }

  private static String path(int i) {
    return String.format(Locale.ROOT, "/w/v1.0.%d/f/%04d.woff2", i / PER_VERSION, i % PER_VERSION);
  }

  /** One file of each version: who has answered these knows all manifests. */
  List<String> oneOfEach() {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < count; i += PER_VERSION) {
      paths.add(path(i));
    }
    return paths;
  }

  /**
   * Writes them, as often as there are servers that need files of their own: what one of them reads
   * must not be in memory for another.
   */
  void write(int copies) throws IOException, InterruptedException {
    write();
    for (int copy = 1; copy < copies; copy++) {
      Shell.output("cp", "-r", www().toString(), www(copy).toString());
    }
  }

  private void write() throws IOException {
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      Path file = www().resolve(path(i).substring(1));
      Files.createDirectories(file.getParent());
      byte[] bytes = new byte[(int) (LEAST * Math.pow(MOST / LEAST, random.nextDouble()))];
      random.nextBytes(bytes);
      Files.write(file, bytes);
    }
    for (String each : oneOfEach()) {
      // Beside the folder: one that is alone in a bundle is left out of its paths.
      Path version = www().resolve(each.substring(1)).getParent().getParent();
      Files.writeString(version.resolve("hot.js"), "let w = 1;\n".repeat(90));
    }
  }

  /** Publishes every version. */
  void publish(int controlPort, String token) throws IOException, InterruptedException {
    for (int version = 0; version * PER_VERSION < count; version++) {
      Path tar = folder.resolve("bundle.tar");
      String bundle = www().resolve("w/v1.0." + version).toString();
      Shell.output("tar", "-cf", tar.toString(), "-C", bundle, ".");
      URI uri =
          URI.create(
              "http://127.0.0.1:" + controlPort + "/-/api/v1/widgets/w/versions/1.0." + version);
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setRequestMethod("PUT");
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(Files.size(tar));
      connection.setRequestProperty("Authorization", "Bearer " + token);
      connection.setRequestProperty("Content-Type", "application/x-tar");
      Files.copy(tar, connection.getOutputStream());
      if (connection.getResponseCode() >= 300) {
        throw new IOException(
            "publishing 1.0."
                + version
                + ": "
                + connection.getResponseCode()
                + " "
                + new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      }
      Files.delete(tar);
    }
  }
}
