package dev.widgetorigin.store.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ForwardingObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentObjectsTest {
  private static final Upload OLD = new Upload(1, "0000000000000001");
  private static final Upload NEW = new Upload(2, "0000000000000002");
  private static final byte[] BYTES = "some bytes".getBytes(UTF_8);
  private static final Digest DIGEST = Digest.sha256(BYTES);

  @TempDir private Path folder;
  private Watched objects;
  private ContentObjects contents;

  /** Counts how often a folder is looked at. */
  private static final class Watched extends ForwardingObjects {
    private final List<String> listed = new ArrayList<>();

    Watched(ObjectStore objects) {
      super(objects);
    }

    @Override
    public void list(String prefix, String after, Consumer<Entry> each) throws IOException {
      listed.add(prefix);
      super.list(prefix, after, each);
    }

    @Override
    public List<String> names(String named) throws IOException {
      listed.add(named);
      return super.names(named);
    }
  }

  @BeforeEach
  void open() throws IOException {
    objects = new Watched(FolderObjects.open(folder, "tmp", false, (step, key) -> {}));
    contents = new ContentObjects(objects, StoreLayout.BLOBS);
  }

  /** Bytes whose digest begins as {@link #DIGEST} does, so that they lie in the same folder. */
  private static byte[] neighbour() {
    for (int i = 0; ; i++) {
      byte[] bytes = ("neighbour " + i).getBytes(UTF_8);
      if (Digest.sha256(bytes).number(0) >>> 56 == DIGEST.number(0) >>> 56) {
        return bytes;
      }
    }
  }

  private void put(byte[] named, byte[] bytes, Upload upload) throws IOException {
    String key = StoreLayout.content(StoreLayout.BLOBS, Digest.sha256(named), upload);
    objects.create(key, Source.of(bytes));
  }

  private byte[] found(Digest digest) throws IOException {
    return contents.find(digest).orElseThrow().bytes();
  }

  @Test
  void find_neighbourOfOneThatWasFound_isNotLookedFor() throws IOException {
    byte[] neighbour = neighbour();
    put(BYTES, BYTES, OLD);
    put(neighbour, neighbour, OLD);

    assertThat(found(DIGEST)).isEqualTo(BYTES);
    assertThat(found(Digest.sha256(neighbour))).isEqualTo(neighbour);

    assertThat(objects.listed).hasSize(1);
  }

  @Test
  void find_uploadedSinceItsFolderWasListed_isFound() throws IOException {
    byte[] neighbour = neighbour();
    put(BYTES, BYTES, OLD);
    assertThat(found(DIGEST)).isEqualTo(BYTES);

    put(neighbour, neighbour, OLD);

    assertThat(found(Digest.sha256(neighbour))).isEqualTo(neighbour);
  }

  @Test
  void find_uploadCollectedSinceItsFolderWasListed_isTheOther() throws IOException {
    byte[] neighbour = neighbour();
    put(neighbour, neighbour, OLD);
    put(BYTES, BYTES, OLD);
    put(BYTES, BYTES, NEW);
    assertThat(found(Digest.sha256(neighbour))).isEqualTo(neighbour);

    objects.delete(StoreLayout.content(StoreLayout.BLOBS, DIGEST, NEW));

    assertThat(found(DIGEST)).isEqualTo(BYTES);
    objects.delete(StoreLayout.content(StoreLayout.BLOBS, DIGEST, OLD));
    assertThat(contents.find(DIGEST)).isEmpty();
  }

  @Test
  void bytes_newestUploadDamaged_areThoseOfTheOther() throws IOException {
    byte[] neighbour = neighbour();
    put(neighbour, neighbour, OLD);
    put(BYTES, BYTES, OLD);
    put(BYTES, "damaged".getBytes(UTF_8), NEW);
    assertThat(contents.bytes(Digest.sha256(neighbour), "a neighbour")).isEqualTo(neighbour);

    assertThat(contents.bytes(DIGEST, "the document")).isEqualTo(BYTES);
  }

  @Test
  void bytes_damagedSinceTheyWereRead_areRefused() throws IOException {
    put(BYTES, BYTES, OLD);
    assertThat(contents.bytes(DIGEST, "the document")).isEqualTo(BYTES);

    objects.replace(
        StoreLayout.content(StoreLayout.BLOBS, DIGEST, OLD), Source.of("damaged".getBytes(UTF_8)));

    assertThatThrownBy(() -> contents.bytes(DIGEST, "the document"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the document is damaged")
        .hasMessageContaining(Digest.sha256("damaged".getBytes(UTF_8)).toString());
  }

  /** Whatever is in their place, the right bytes are there afterwards. */
  @Test
  void mend_folderInTheirPlace_uploadsThemAnew() throws IOException {
    Files.createDirectories(folder.resolve(StoreLayout.content(StoreLayout.BLOBS, DIGEST, OLD)));

    contents.mend(DIGEST, NEW, Source.of(BYTES), true);

    assertThat(found(DIGEST)).isEqualTo(BYTES);
  }
}
