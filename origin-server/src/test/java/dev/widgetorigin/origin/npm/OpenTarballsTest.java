package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that read tarballs slowly take neither all descriptors nor all of the disk. */
final class OpenTarballsTest {
  private static final WidgetName WIDGET = WidgetName.parse("w");
  private static final int SIZE = 100_000;
  private static final String CLIENT = "192.0.2.1";

  @TempDir Path folder;
  @AutoClose private NodeStore store;
  private Tarballs tarballs;

  @BeforeEach
  void publish() throws IOException {
    store = FolderStores.open(folder.resolve("store"), StoreOptions.DEFAULTS.withSync(false));
    tarballs = new Tarballs(store);
    for (int i = 0; i < 20; i++) {
      byte[] script = new byte[SIZE];
      script[0] = (byte) i;
      Path staged = Files.write(store.staging().resolve("blob"), script);
      Digest digest = Digest.sha256(script);
      AssetEntry entry = new AssetEntry("i.js", SIZE, digest, "s384", "s512", List.of());
      store.publish(
          new NewVersion(
              new Manifest(
                  WIDGET, version(i), Instant.EPOCH, "ana", "i.js", Map.of("i.js", entry), null),
              ReleaseState.RELEASED,
              "ana",
              "a test"),
          List.of(new StagedBlob(digest, staged)));
    }
  }

  private static Version version(int i) {
    return Version.parse("1.0." + i);
  }

  private OpenFile acquire(OpenTarballs open, int i) throws IOException {
    Digest manifest =
        store.catalog().snapshot().widget(WIDGET).orElseThrow().manifests().get(version(i));
    long size = tarballs.info(WIDGET, version(i), manifest).size();
    return open.acquire(WIDGET, version(i), manifest, size, CLIENT);
  }

  @Test
  void acquire_sameTarball_isOneFileUntilTheLastHasLetGo() throws IOException {
    OpenFiles files = new OpenFiles(16);
    OpenTarballs open = new OpenTarballs(store, tarballs, files, 1L << 30);
    List<OpenFile> held = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      held.add(acquire(open, 1));
    }
    assertThat(held).extracting(OpenFile::channel).containsOnly(held.get(0).channel());
    assertThat(open.bytes()).isEqualTo(held.get(0).channel().size());
    held.forEach(OpenFile::release);
    assertThat(open.bytes()).isZero();
    assertThat(held.get(0).channel().isOpen()).isFalse();
  }

  @Test
  void acquire_moreThanTheDiskMayHold_isRefusedUntilOneIsClosed() throws IOException {
    OpenTarballs open = new OpenTarballs(store, tarballs, new OpenFiles(1000), 5 * SIZE);
    List<OpenFile> held = new ArrayList<>();
    OpenFile next;
    while ((next = acquire(open, held.size())) != null) {
      held.add(next);
    }
    assertThat(held).hasSize(4);
    assertThat(open.bytes()).isLessThanOrEqualTo(5 * SIZE);
    held.remove(0).release();
    assertThat(acquire(open, 10)).isNotNull();
  }

  @Test
  void acquire_largerThanAllMayBe_hasThePlaceForItself() throws IOException {
    OpenTarballs open = new OpenTarballs(store, tarballs, new OpenFiles(1000), 10);
    OpenFile only = acquire(open, 1);
    assertThat(only).isNotNull();
    assertThat(acquire(open, 2)).isNull();
    only.release();
    assertThat(acquire(open, 2)).isNotNull();
  }

  @Test
  void acquire_noDescriptorLeft_isRefusedAndKeepsNoPlace() throws IOException {
    OpenTarballs open = new OpenTarballs(store, tarballs, new OpenFiles(16), 1L << 30);
    int held = 0;
    while (acquire(open, held) != null) {
      held++;
    }
    assertThat(held).isEqualTo(8);
    long bytes = open.bytes();
    assertThat(acquire(open, held)).isNull();
    assertThat(open.bytes()).isEqualTo(bytes);
  }
}
