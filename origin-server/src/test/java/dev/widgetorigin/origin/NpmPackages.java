package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Real packages from the npm registry. Tests that need one are skipped where there is none. */
public final class NpmPackages {
  /** One package that could not be fetched is enough waiting. */
  private static volatile boolean unreachable;

  private NpmPackages() {}

  /** The archive of a published npm package, put into {@code folder}. */
  public static Path pack(Path folder, String name, String version) throws Exception {
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

  /** Dot-files are left out at publish; all others are in. */
  public static Map<String, byte[]> files(byte[] archive) throws IOException {
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
}
