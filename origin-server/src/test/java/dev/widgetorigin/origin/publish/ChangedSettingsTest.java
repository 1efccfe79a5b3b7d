package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.admin.Archives;
import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.origin.loader.LoaderTemplates;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ForwardingStore;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a widget change between the look at a bundle's signatures and the commit. */
final class ChangedSettingsTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final WidgetSettings SIGNED =
      OneSetting.signing(
          new WidgetSettings.Signing(
              List.of("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="), true));

  @TempDir Path folder;

  private NodeStore store;
  private final Compressor compressor = new Compressor(1);
  private Publisher publisher;

  /** Done when all is ready to be committed, by another node or another call. */
  private Runnable meanwhile = () -> {};

  @BeforeEach
  void open() {
    store = FolderStores.open(folder.resolve("store"), StoreOptions.DEFAULTS.withSync(false));
    publisher =
        new Publisher(
            new LateStore(store),
            new Ingest(IngestLimits.DEFAULTS, compressor),
            InstantSource.system(),
            PublishEvents.NONE,
            DeltaPolicy.of(DeliveryConfig.DEFAULTS),
            LoaderTemplates.NEWEST);
  }

  @AfterEach
  void close() {
    compressor.close();
    publisher.close();
    store.close();
  }

  private final class LateStore extends ForwardingStore {
    LateStore(Store within) {
      super(within);
    }

    @Override
    public PublishOutcome publish(NewVersion version, List<StagedBlob> blobs) {
      meanwhile.run();
      return super.publish(version, blobs);
    }
  }

  private PublishResult publish(String version, boolean fast) throws IOException {
    Path archive = folder.resolve(version + ".tgz");
    Files.write(archive, Archives.tgz("index.js", "/* " + version + " */"));
    return publisher.publish(Orders.chat(version, null, fast), new BundleArchive(archive));
  }

  private void set(WidgetSettings settings) {
    var unused =
        store
            .catalog()
            .commit("ana", "", now -> List.of(new Change.SettingsChanged(CHAT, settings)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void publish_signaturesAreRequiredMeanwhile_publishesNothingUnsigned(boolean fast)
      throws IOException {
    assertThat(publish("1.0.0", false)).isInstanceOf(PublishResult.Published.class);
    meanwhile = () -> set(SIGNED);
    Problem late = ((PublishResult.Refused) publish("1.1.0", fast)).problem();
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.detail()).contains("about signatures changed while 1.1.0", "publish it again");
    assertThat(has("1.1.0")).isFalse();
    // Judged anew, it is refused for what it is.
    meanwhile = () -> {};
    assertThat(((PublishResult.Refused) publish("1.1.0", fast)).problem().status()).isEqualTo(422);
  }

  /** Only what was judged by is compared. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void publish_otherSettingsChangeMeanwhile_publishes(boolean fast) throws IOException {
    assertThat(publish("1.0.0", false)).isInstanceOf(PublishResult.Published.class);
    meanwhile = () -> set(OneSetting.aliasMode(WidgetSettings.AliasMode.REDIRECT));
    assertThat(publish("1.1.0", fast)).isInstanceOf(PublishResult.Published.class);
    assertThat(has("1.1.0")).isTrue();
  }

  private boolean has(String version) {
    return store
        .catalog()
        .snapshot()
        .widget(CHAT)
        .flatMap(widget -> widget.state().release(Version.parse(version)))
        .isPresent();
  }
}
