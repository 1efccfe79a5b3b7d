package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.store.ingest.bundle.IngestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is packed is what an origin unpacks. */
final class DirectoryPackerTest {
  private static final String LINK =
      " is a symbolic link: put a copy of what it leads to in its place (cp -RL), or leave it out;"
          + " expected files and folders only";

  @TempDir Path temp;
  private IngestFixture fixture;
  private Path folder;
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream();

  @BeforeEach
  void setUp() throws IOException {
    fixture = new IngestFixture(temp);
    folder = Files.createDirectories(temp.resolve("src"));
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private List<String> refused() {
    IngestException refused =
        catchThrowableOfType(
            IngestException.class, () -> DirectoryPacker.pack(folder, null, packed));
    assertThat(packed.size()).isZero();
    return refused.problems();
  }

  @Test
  void pack_dotFilesAndNodeModules_leftOutAndNamed() throws IOException {
    write("d/a.js", "1");
    write(".env", "secret");
    write(".git/config", "x");
    write("node_modules/x/index.js", "x");
    write("d/node_modules/y.js", "y");
    assertThat(DirectoryPacker.pack(folder, null, packed))
        .containsExactly(".env", ".git", "d/node_modules", "node_modules");
    assertThat(fixture.unpack(packed.toByteArray())).isEqualTo(Map.of("d/a.js", "1"));
  }

  @Test
  void pack_links_refused() throws IOException {
    write("a.js", "1");
    Files.createSymbolicLink(folder.resolve("in.js"), folder.resolve("a.js"));
    Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc"));
    assertThat(refused()).containsExactly("\"in.js\"" + LINK, "\"out\"" + LINK);
  }

  /** As {@code result} of Nix or {@code bazel-bin}: the link is only a name of the folder. */
  @Test
  void pack_linkToAFolder_isThatFolder() throws IOException {
    write("d/a.js", "1");
    Path link = Files.createSymbolicLink(temp.resolve("dist"), Path.of("src"));
    assertThat(DirectoryPacker.pack(link, null, packed)).isEmpty();
    assertThat(fixture.unpack(packed.toByteArray())).isEqualTo(Map.of("d/a.js", "1"));
  }

  @Test
  void pack_nameThatIsNotUtf8_refused() throws Exception {
    write("a.js", "1");
    // No locale of ours has this name, so only a shell can make it.
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", ": >\"$(printf 'b\\351.js')\"")
            .directory(folder.toFile())
            .start();
    assumeTrue(shell.waitFor() == 0, "this file system takes UTF-8 only");
    assertThat(refused())
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("the name cannot be read as", "LC_ALL=C.UTF-8");
  }

  @Test
  void pack_folderTwice_sameBytesAndSameFiles() throws IOException {
    write("package.json", "{}");
    write("d/a.js", "1");
    // In the C locale a JVM can name no file beyond ASCII.
    String odd =
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode('\u00fc')
            ? "\u00fc"
            : "u";
    String deep = "e".repeat(120) + "/" + odd + ".js";
    write(deep, "2");
    write(".env", "secret");
    assertThat(DirectoryPacker.pack(folder, null, packed)).containsExactly(".env");
    Files.setLastModifiedTime(folder.resolve("d/a.js"), FileTime.fromMillis(0));
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    DirectoryPacker.pack(folder, null, again);
    assertThat(again.toByteArray()).isEqualTo(packed.toByteArray());
    assertThat(fixture.unpack(packed.toByteArray()))
        .isEqualTo(Map.of("package.json", "{}", "d/a.js", "1", deep, "2"));
  }
}
