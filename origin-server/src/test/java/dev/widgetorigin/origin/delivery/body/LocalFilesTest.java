package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.delivery.HeldFiles;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class LocalFilesTest {
  private static final Digest DIGEST = Digest.sha256(new byte[0]);

  @TempDir Path folder;

  private String text(Content content) throws IOException {
    try (FileChannel channel = LocalFiles.open(DIGEST, content, folder)) {
      ByteBuffer bytes = ByteBuffer.allocate(100);
      channel.read(bytes, 0);
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void open_aFile_isThatFile() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");
    assertThat(text(new Content.Region(file, 0, 10))).isEqualTo("0123456789");
  }

  /** The kernel sends from the beginning of a file. */
  @Test
  void open_aPartOfAFile_isACopyOfThatPart() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");
    assertThat(text(new Content.Region(file, 3, 4))).isEqualTo("3456");
  }

  @Test
  void open_whatIsNoFile_isACopy() throws IOException {
    assertThat(text(new Content.Memory("abc".getBytes(StandardCharsets.UTF_8)))).isEqualTo("abc");
  }

  /** As in a container whose file system is read-only, but for the store. */
  @Test
  void temporary_firstFolderTakesNone_isInTheNext() throws IOException {
    Path none = folder.resolve("none");
    try (FileChannel channel = LocalFiles.temporary(List.of(none, folder))) {
      assertThat(channel.write(ByteBuffer.wrap(new byte[] {1, 2}))).isEqualTo(2);
    }
    assertThat(folder).isEmptyDirectory();
    assertThatThrownBy(() -> LocalFiles.temporary(List.of(none))).isInstanceOf(IOException.class);
  }

  @Test
  void open_whatIsShorterThanItSays_fails() {
    Content cut = new Content.Remote(9, (offset, length) -> new ByteArrayInputStream(new byte[4]));
    assertThatThrownBy(() -> LocalFiles.open(DIGEST, cut, folder))
        .isInstanceOf(EOFException.class)
        .hasMessage("expected 9 bytes, found 4");
  }

  /** In more than one piece. */
  @Test
  void open_whatIsLongerThanItSays_endsWhereItSays() throws IOException {
    Content more =
        new Content.Remote(70_000, (offset, length) -> new ByteArrayInputStream(new byte[200_000]));
    try (FileChannel channel = LocalFiles.open(DIGEST, more, folder)) {
      assertThat(channel.size()).isEqualTo(70_000);
    }
  }

  /** The temporary file is deleted when it is made; only its descriptor would be left. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void fetched_whatIsShorterThanItSays_keepsNoDescriptor() {
    Set<String> before = Set.copyOf(HeldFiles.of(".blob"));
    Content.Remote cut =
        new Content.Remote(9, (offset, length) -> new ByteArrayInputStream(new byte[4]));
    assertThatThrownBy(() -> LocalFiles.open(DIGEST, cut, folder)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> LocalFiles.fetched(cut, List.of(new BlobReader.Part(2, 6)), folder))
        .isInstanceOf(EOFException.class)
        .hasMessage("expected 6 bytes, found 4");
    assertThat(HeldFiles.of(".blob")).isSubsetOf(before);
  }

  @Test
  void open_whatWasCollected_isMissing() {
    Content gone = new Content.Region(folder.resolve("none"), 0, 1);
    assertThatThrownBy(() -> LocalFiles.open(DIGEST, gone, folder))
        .isInstanceOf(StoreException.class)
        .hasMessage("blob " + DIGEST + " is missing")
        .extracting(e -> ((StoreException) e).code())
        .isEqualTo(StoreException.Code.MISSING);
  }
}
