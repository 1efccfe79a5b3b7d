package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tarball and its integrity are made of intact bytes or not at all. */
final class TarballsTest {
  private static final WidgetName WIDGET = WidgetName.parse("w");
  private static final Version VERSION = Version.parse("1.0.0");
  private static final byte[] SCRIPT =
      "export default 1;\n".repeat(9000).getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  @AutoClose private NodeStore store;
  private Manifest manifest;

  @BeforeEach
  void publish() throws IOException {
    store = FolderStores.open(folder.resolve("store"), StoreOptions.DEFAULTS.withSync(false));
    Path staged = Files.write(store.staging().resolve("blob"), SCRIPT);
    Digest digest = Digest.sha256(SCRIPT);
    AssetEntry entry = new AssetEntry("i.js", SCRIPT.length, digest, "s384", "s512", List.of());
    manifest =
        new Manifest(WIDGET, VERSION, Instant.EPOCH, "ana", "i.js", Map.of("i.js", entry), null);
    store.publish(
        new NewVersion(manifest, ReleaseState.RELEASED, "ana", "a test"),
        List.of(new StagedBlob(digest, staged)));
  }

  private Tarballs.Info info() {
    return new Tarballs(store)
        .info(
            WIDGET,
            VERSION,
            store.catalog().snapshot().widget(WIDGET).orElseThrow().manifests().get(VERSION));
  }

  @Test
  void intact_infoIsThatOfTheTarball() throws IOException {
    try (FileChannel tarball = new Tarballs(store).open(manifest)) {
      assertThat(tarball.size()).isEqualTo(info().size());
    }
  }

  /**
   * Lock files name these bytes by hash, for ever: a library that writes other ones must not come
   * in by an upgrade.
   */
  @Test
  void bytes_ofAKnownBundle_neverChange() throws IOException {
    assertThat(info())
        .isEqualTo(
            new Tarballs.Info(
                164897,
                "47a69c9db4741eb210401449364c702a47ebe8cc",
                "sha512-ak+V0aji6EaC5ZWc6PvpyuPRfHO5LFuQKECdx8iMFAxjsZdA01QEtwLfEzXGl8uluAm8vUI0AhLZwzzMciRWEg=="));
    assertThat(namesIn(manifest)).containsExactly("package/package.json", "package/i.js");

    Map<String, AssetEntry> files = new LinkedHashMap<>();
    for (String path :
        List.of("é/数据.js", "long/" + "x".repeat(120) + ".js", "package.json", "a b.js")) {
      files.put(
          path,
          new AssetEntry(path, SCRIPT.length, Digest.sha256(SCRIPT), "s384", "s512", List.of()));
    }
    Manifest odd = new Manifest(WIDGET, VERSION, Instant.EPOCH, "ana", "a b.js", files, null);
    assertThat(namesIn(odd))
        .containsExactly(
            "package/package.json",
            "package/a b.js",
            "package/long/" + "x".repeat(120) + ".js",
            "package/é/数据.js");
    try (FileChannel tarball = new Tarballs(store).open(odd)) {
      byte[] bytes = Channels.newInputStream(tarball).readAllBytes();
      assertThat(Digest.sha256(bytes))
          .hasToString("3acdb0e7f76306aa7130b6461627fe5c4a136df85deb85c2b0b142b38577bbe6");
    }
  }

  private List<String> namesIn(Manifest of) throws IOException {
    try (FileChannel tarball = new Tarballs(store).open(of);
        var tar =
            new TarArchiveInputStream(new GZIPInputStream(Channels.newInputStream(tarball)))) {
      List<String> names = new ArrayList<>();
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        names.add(entry.getName());
      }
      return names;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"other bytes", "shorter", "longer"})
  void damagedFile_hasNeitherTarballNorIntegrity(String damage) throws IOException {
    String hex = Digest.sha256(SCRIPT).toString();
    Path blob;
    try (Stream<Path> uploads =
        Files.list(folder.resolve("store/blobs/sha256").resolve(hex.substring(0, 2)))) {
      blob =
          uploads
              .filter(file -> file.getFileName().toString().startsWith(hex + "."))
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes =
        switch (damage) {
          case "shorter" -> java.util.Arrays.copyOf(SCRIPT, SCRIPT.length - 1);
          case "longer" -> java.util.Arrays.copyOf(SCRIPT, SCRIPT.length + 1);
          default -> SCRIPT.clone();
        };
    bytes[5] ^= 1;
    Files.delete(blob);
    Files.write(blob, bytes);

    assertThatThrownBy(this::info)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("are not those of its name");
    assertThatThrownBy(() -> new Tarballs(store).open(manifest)).isInstanceOf(StoreException.class);
  }
}
