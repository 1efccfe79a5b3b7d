package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.widgetorigin.origin.delivery.HeldFiles;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Of a store whose one blob lies in a file, in memory or far away, and may be wrong. */
final class BlobReaderTest {
  private enum Where {
    FILE,
    MEMORY,
    FAR_AWAY
  }

  /** More than one chunk. */
  private static final byte[] RIGHT = new byte[150_000];

  private static final Digest DIGEST = Digest.sha256(RIGHT);

  @TempDir Path folder;
  private Path file;
  private Where where = Where.FILE;

  /** What the store has of the blob now. */
  private byte[] stored = RIGHT;

  /** What it has after it was told that this is wrong; null where it has no other copy. */
  private byte[] other;

  /** Thrown instead, or null. */
  private Exception broken;

  /** Parts that were asked for far away. */
  private final List<String> fetched = new ArrayList<>();

  private int reads;
  private int unreadable;
  private BlobReader reader;

  @BeforeEach
  void open() {
    file = folder.resolve("blob");
    reader =
        new BlobReader(
            new OneBlob(),
            folder,
            new BlobEvents() {
              @Override
              public void blobUnreadable() {
                unreadable++;
              }
            });
  }

  private final class OneBlob implements BlobStore {
    @Override
    public Content read(Digest digest) throws IOException {
      reads++;
      if (broken instanceof IOException e) {
        throw e;
      } else if (broken instanceof RuntimeException e) {
        throw e;
      }
      return switch (where) {
        case FILE -> new Content.Region(Files.write(file, stored), 0, stored.length);
        case MEMORY -> new Content.Memory(stored);
        case FAR_AWAY -> {
          byte[] now = stored;
          yield new Content.Remote(
              now.length,
              (offset, length) -> {
                fetched.add(offset + "+" + length);
                return new ByteArrayInputStream(now, (int) offset, (int) length);
              });
        }
      };
    }

    @Override
    public boolean suspect(Digest digest) {
      boolean copy = other != null;
      stored = copy ? other : stored;
      other = null;
      return copy;
    }

    @Override
    public void replace(Digest digest, Path newFile) {
      throw new AssertionError("replace");
    }
  }

  @Test
  void openParts_farAway_fetchesOnlyThese() throws IOException {
    where = Where.FAR_AWAY;
    byte[] numbered = new byte[RIGHT.length];
    for (int i = 0; i < numbered.length; i++) {
      numbered[i] = (byte) i;
    }
    stored = numbered;
    List<BlobReader.Part> parts =
        List.of(new BlobReader.Part(70_000, 1_000), new BlobReader.Part(3, 2));

    try (FileChannel channel = reader.openParts(DIGEST, RIGHT.length, parts)) {
      assertThat(channel.size()).isEqualTo(RIGHT.length);
      for (BlobReader.Part part : parts) {
        ByteBuffer bytes = ByteBuffer.allocate((int) part.length());
        while (bytes.hasRemaining() && channel.read(bytes, part.offset() + bytes.position()) > 0) {}
        assertThat(bytes.array())
            .isEqualTo(
                Arrays.copyOfRange(
                    numbered, (int) part.offset(), (int) (part.offset() + part.length())));
      }
    }
    assertThat(fetched).containsExactly("70000+1000", "3+2");
  }

  @ParameterizedTest
  @CsvSource({"FILE, 10", "MEMORY, 10", "FAR_AWAY, 75001"})
  void openParts_nearOrMostOfIt_isLeftToOpen(Where place, long length) {
    where = place;

    assertThat(reader.openParts(DIGEST, RIGHT.length, List.of(new BlobReader.Part(0, length))))
        .isNull();
    assertThat(fetched).isEmpty();
  }

  @Test
  void openParts_halfOfIt_isFetchedStill() throws IOException {
    where = Where.FAR_AWAY;
    reader
        .openParts(DIGEST, RIGHT.length, List.of(new BlobReader.Part(0, RIGHT.length / 2)))
        .close();
    assertThat(fetched).containsExactly("0+75000");
  }

  @Test
  void openParts_otherSize_isCorrupt() {
    where = Where.FAR_AWAY;
    stored = new byte[RIGHT.length + 1];

    assertThatThrownBy(
            () -> reader.openParts(DIGEST, RIGHT.length, List.of(new BlobReader.Part(0, 9))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("are not those of its name");
  }

  private static byte[] wrong() {
    byte[] wrong = RIGHT.clone();
    wrong[RIGHT.length - 1] ^= 1;
    return wrong;
  }

  private byte[] read() {
    ByteBuf into = Unpooled.directBuffer(RIGHT.length, RIGHT.length);
    try {
      reader.read(DIGEST, into);
      assertThat(into.readableBytes()).isEqualTo(RIGHT.length);
      return ByteBufUtil.getBytes(into);
    } finally {
      into.release();
    }
  }

  private byte[] opened() throws IOException {
    try (FileChannel channel = reader.open(DIGEST, RIGHT.length)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
      return bytes.array();
    }
  }

  private StoreException.Code code(boolean open) {
    return catchThrowableOfType(
            StoreException.class,
            () -> {
              if (open) {
                opened();
              } else {
                read();
              }
            })
        .code();
  }

  @ParameterizedTest
  @EnumSource
  void blob_whereverItLies_isReadAndOpened(Where lies) throws IOException {
    where = lies;
    assertThat(read()).isEqualTo(RIGHT);
    assertThat(opened()).isEqualTo(RIGHT);
    assertThat(unreadable).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void blob_withOtherBytes_isCorruptAndSaysWhich(Where lies) {
    where = lies;
    stored = wrong();
    assertThatThrownBy(this::read)
        .isInstanceOf(StoreException.class)
        .hasMessage("the bytes of blob " + DIGEST + " are not those of its name");
    assertThat(unreadable).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}, {1} bytes more")
  @CsvSource({"FILE, -1", "FILE, 1", "MEMORY, -1", "FAR_AWAY, 1", "FILE, -150000"})
  void blob_ofAnotherSize_isCorrupt(Where lies, int more) {
    where = lies;
    stored = Arrays.copyOf(RIGHT, RIGHT.length + more);
    assertThat(code(false)).isEqualTo(StoreException.Code.CORRUPT);
    reader.forget();
    assertThat(code(true)).isEqualTo(StoreException.Code.CORRUPT);
  }

  /** The size is looked up, and then the file is shorter. */
  @ParameterizedTest
  @EnumSource(names = {"FILE", "FAR_AWAY"})
  void blob_cutOffWhileItIsRead_isCorrupt(Where lies) {
    BlobStore cut =
        new BlobStore() {
          @Override
          public Content read(Digest digest) throws IOException {
            return lies == Where.FILE
                ? new Content.Region(Files.write(file, new byte[10]), 0, RIGHT.length)
                : new Content.Remote(
                    RIGHT.length, (offset, length) -> new ByteArrayInputStream(new byte[10]));
          }

          @Override
          public void replace(Digest digest, Path newFile) {
            throw new AssertionError("replace");
          }
        };
    reader = new BlobReader(cut, folder, BlobEvents.NONE);
    assertThat(code(false)).isEqualTo(StoreException.Code.CORRUPT);
  }

  @ParameterizedTest(name = "opened {0}")
  @CsvSource({"true", "false"})
  void blob_whoseCopyWasWrong_isReadOnceMore(boolean open) throws IOException {
    stored = wrong();
    other = RIGHT;
    assertThat(open ? opened() : read()).isEqualTo(RIGHT);
    assertThat(reads).isEqualTo(2);
    assertThat(unreadable).isZero();
  }

  @Test
  void blob_whoseOtherCopyIsWrongToo_isCorrupt() {
    stored = wrong();
    other = wrong();
    assertThat(code(true)).isEqualTo(StoreException.Code.CORRUPT);
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void blob_missing_isNotLookedForTwiceThoughThereMayBeAnotherCopy() {
    broken = new StoreException(StoreException.Code.MISSING, "gone");
    other = RIGHT;
    assertThat(code(false)).isEqualTo(StoreException.Code.MISSING);
    assertThat(reads).isEqualTo(1);
  }

  /** What is lost fails at once for a moment; what is out of reach is tried each time. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"MISSING, 1", "CORRUPT, 1", "UNAVAILABLE, 3"})
  void failure_ofWhatIsLost_isRemembered(StoreException.Code failure, int tries) {
    broken = new StoreException(failure, "so");
    for (int i = 0; i < 3; i++) {
      assertThat(code(i % 2 == 0)).isEqualTo(failure);
    }
    assertThat(reads).isEqualTo(tries);
    assertThat(unreadable).isEqualTo(tries);
    assertThat(BlobReader.lost(new StoreException(failure, ""))).isEqualTo(tries == 1);
  }

  @Test
  void failure_ofTheDisk_isUnavailable() {
    broken = new IOException("input/output error");
    assertThatThrownBy(this::read)
        .isInstanceOf(StoreException.class)
        .hasMessage("blob " + DIGEST + " could not be read")
        .hasCause(broken);
    assertThat(code(true)).isEqualTo(StoreException.Code.UNAVAILABLE);
    assertThat(unreadable).isEqualTo(2);
  }

  /** A file that is sent as it lies is hashed the first time. */
  @Test
  void open_verifiedBefore_isNotHashedAgainUntilItIsForgotten() throws IOException {
    assertThat(opened()).isEqualTo(RIGHT);
    stored = wrong();
    assertThat(opened()).as("its length only").isEqualTo(wrong());
    reader.forget(DIGEST);
    assertThat(code(true)).isEqualTo(StoreException.Code.CORRUPT);
    stored = RIGHT;
    assertThat(code(true)).as("remembered").isEqualTo(StoreException.Code.CORRUPT);
    reader.forget(DIGEST);
    assertThat(opened()).isEqualTo(RIGHT);
    stored = wrong();
    reader.forget();
    assertThat(code(true)).isEqualTo(StoreException.Code.CORRUPT);
    stored = RIGHT;
    reader.forget();
    assertThat(opened()).isEqualTo(RIGHT);
  }

  @Test
  void failedRead_voidsWhatWasVerified() throws IOException {
    opened();
    stored = wrong();
    assertThat(code(false)).isEqualTo(StoreException.Code.CORRUPT);
    assertThat(code(true)).isEqualTo(StoreException.Code.CORRUPT);
  }

  /** Such a failure is not remembered, so that the next read has to find out. */
  @Test
  void readThatCouldNotBe_voidsWhatWasVerified() throws IOException {
    opened();
    broken = new StoreException(StoreException.Code.UNAVAILABLE, "so");
    assertThat(code(true)).isEqualTo(StoreException.Code.UNAVAILABLE);
    broken = null;
    stored = wrong();
    assertThat(code(true)).isEqualTo(StoreException.Code.CORRUPT);
  }

  @Test
  void otherCopyOfAVerifiedFile_isHashedAnew() throws IOException {
    opened();
    stored = Arrays.copyOf(RIGHT, RIGHT.length - 1);
    other = wrong();
    assertThat(code(true)).isEqualTo(StoreException.Code.CORRUPT);
  }

  @Test
  void intact_looksAfresh() throws IOException {
    opened();
    assertThat(reader.intact(DIGEST, RIGHT.length)).isTrue();
    stored = wrong();
    assertThat(reader.intact(DIGEST, RIGHT.length)).isFalse();
    stored = RIGHT;
    assertThat(reader.intact(DIGEST, RIGHT.length)).isTrue();
    broken = new IOException("input/output error");
    assertThat(reader.intact(DIGEST, RIGHT.length)).isFalse();
  }

  /** Whoever asks for a wrong file again and again must not use up the descriptors. */
  @ParameterizedTest(name = "{0} bytes more")
  @EnabledOnOs(OS.LINUX)
  @CsvSource({"0", "1", "-1"})
  void open_wrongFile_keepsNoDescriptor(int more) {
    stored = Arrays.copyOf(wrong(), RIGHT.length + more);
    for (int i = 0; i < 3; i++) {
      reader.forget();
      assertThat(code(true)).isEqualTo(StoreException.Code.CORRUPT);
    }
    assertThat(HeldFiles.of(folder.toString())).isEmpty();
  }

  /** It is read twice, and only the second file is kept. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void open_whereTheFirstCopyWasWrong_keepsOneDescriptor() throws IOException {
    stored = wrong();
    other = RIGHT;
    try (FileChannel channel = reader.open(DIGEST, RIGHT.length)) {
      assertThat(channel.size()).isEqualTo(RIGHT.length);
      assertThat(HeldFiles.of(folder.toString())).hasSize(1);
    }
    assertThat(HeldFiles.of(folder.toString())).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void intact_ofARightFile_keepsNoDescriptor() {
    assertThat(reader.intact(DIGEST, RIGHT.length)).isTrue();
    assertThat(HeldFiles.of(folder.toString())).isEmpty();
  }
}
