package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers that take their time cannot use up the process's file descriptors. */
final class OpenFilesTest {
  private static final String URL = "/w/v1.0.0/widget.js";
  private static final String ONE = "192.0.2.1";
  private static final String OTHER = "192.0.2.2";

  @TempDir Path folder;
  private final List<FileChannel> opened = new ArrayList<>();
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.write(folder.resolve("f"), new byte[10]);
  }

  private static Digest digest(int number) {
    return Digest.sha256(new byte[] {(byte) number, (byte) (number >> 8)});
  }

  private OpenFile acquire(OpenFiles files, int number, String client) {
    try {
      return files.acquire(
          digest(number),
          10,
          true,
          client,
          () -> {
            FileChannel channel = FileChannel.open(file);
            opened.add(channel);
            return channel;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void acquire_sameFileManyTimes_isOneDescriptorUntilTheLastHasLetGo() {
    OpenFiles files = new OpenFiles(16);
    List<OpenFile> held = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      held.add(acquire(files, 1, i % 2 == 0 ? ONE : OTHER));
    }
    assertThat(opened).hasSize(1);
    assertThat(files.open()).isEqualTo(1);
    held.subList(1, 1000).forEach(OpenFile::release);
    assertThat(opened.get(0).isOpen()).isTrue();
    held.get(0).release();
    assertThat(opened.get(0).isOpen()).isFalse();
    assertThat(files.open()).isZero();
  }

  @Test
  void acquire_oneClientHasItsShare_othersStillHavePlaces() {
    OpenFiles files = new OpenFiles(64);
    int held = 0;
    while (acquire(files, held, ONE) != null) {
      held++;
    }
    assertThat(held).isEqualTo(32);
    assertThat(acquire(files, 1, ONE)).as("a file that is open already").isNotNull();
    for (int i = 0; i < 4; i++) {
      assertThat(acquire(files, 1000 + i, OTHER)).isNotNull();
    }
  }

  @Test
  void acquire_addressesOfOneNetwork_areOneClient() {
    OpenFiles files = new OpenFiles(64);
    int held = 0;
    while (acquire(files, held, "2001:db8:0:1:0:0:0:" + held) != null) {
      held++;
    }
    assertThat(held).isEqualTo(32);
    assertThat(acquire(files, 1000, "2001:db8:0:2:0:0:0:1")).isNotNull();
  }

  private OpenFile acquireOfSize(OpenFiles files, int size) throws IOException {
    return files.acquire(digest(1), size, false, ONE, () -> FileChannel.open(file));
  }

  /** What is to be read and sent of it would otherwise end where the damaged one ends. */
  @Test
  void acquire_fileWasCutShortBefore_isSentWhole() throws IOException {
    OpenFiles files = new OpenFiles(16);
    acquireOfSize(files, 4).release();
    OpenFile whole = acquireOfSize(files, 10);
    assertThat(whole.windows().end(0)).isEqualTo(10);
    whole.release();
  }

  /** A reply that still sends what is left of a damaged file keeps that to itself. */
  @Test
  void acquire_fileThatIsCutShortIsBeingSent_isAnotherFile() throws IOException {
    OpenFiles files = new OpenFiles(16);
    OpenFile cut = acquireOfSize(files, 4);
    Files.delete(file);
    Files.write(file, new byte[10]);
    OpenFile whole = acquireOfSize(files, 10);
    assertThat(whole.channel()).isNotSameAs(cut.channel());
    cut.release();
    assertThat(whole.channel().isOpen()).isTrue();
    whole.release();
    assertThat(files.open()).isZero();
  }

  @Test
  void acquire_cannotBeOpened_keepsNoPlace() {
    OpenFiles files = new OpenFiles(16);
    assertThatThrownBy(
            () ->
                files.acquire(
                    digest(1),
                    10,
                    true,
                    ONE,
                    () -> {
                      throw new OutOfMemoryError("by intent");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(files.open()).isZero();
    assertThat(acquire(files, 1, ONE)).isNotNull();
  }

  @ParameterizedTest(name = "{0} places: {1} of them for one client")
  @CsvSource({"1, 1", "4, 4", "8, 4", "16, 8", "64, 32", "160, 80", "1000, 500"})
  void acquire_oneClient_hasHalfOfThePlacesOrItsShare(int most, int share) {
    OpenFiles files = new OpenFiles(most);
    int held = 0;
    while (acquire(files, held, ONE) != null) {
      held++;
    }
    assertThat(held).isEqualTo(share);
  }

  /** While others hold half of the places, a client has its share: a sixteenth, four at least. */
  @ParameterizedTest(name = "{0} places: {1}")
  @CsvSource({"64, 4", "96, 6"})
  void acquire_halfIsTaken_othersHaveTheirShare(int most, int share) {
    OpenFiles files = new OpenFiles(most);
    for (int i = 0; i < most / 2; i++) {
      assertThat(acquire(files, i, ONE)).isNotNull();
    }
    List<OpenFile> held = new ArrayList<>();
    for (OpenFile file = acquire(files, 2000, OTHER);
        file != null;
        file = acquire(files, 2000 + held.size(), OTHER)) {
      held.add(file);
    }
    assertThat(held).hasSize(share);
    held.get(0).release();
    assertThat(acquire(files, 3000, OTHER)).as("one was let go").isNotNull();
  }

  @Test
  void acquire_allPlacesTaken_isRefusedToEverybody() {
    OpenFiles files = new OpenFiles(8);
    for (int i = 0; i < 8; i++) {
      assertThat(acquire(files, i, "192.0.2." + i)).isNotNull();
    }
    assertThat(acquire(files, 99, "192.0.2.99")).isNull();
    assertThat(files.open()).isEqualTo(8);
  }

  @Test
  void acquire_verifiedAndNot_areTwoDescriptors() throws IOException {
    OpenFiles files = new OpenFiles(8);
    OpenFile one = acquire(files, 1, ONE);
    OpenFile other = files.acquire(digest(1), 10, false, ONE, () -> FileChannel.open(file));
    assertThat(files.open()).isEqualTo(2);
    assertThat(one.channel()).isNotSameAs(other.channel());
    assertThat(one.windows()).isNotNull();
    assertThat(one.windows())
        .as("what is known of the content is the same")
        .isSameAs(other.windows());
    one.release();
    other.release();
    assertThat(files.open()).isZero();
  }

  @Test
  void acquireAlone_isNobodyElses() throws IOException {
    OpenFiles files = new OpenFiles(8);
    OpenFile one = files.acquireAlone(digest(1), 10, ONE, () -> FileChannel.open(file));
    OpenFile other = files.acquireAlone(digest(1), 10, ONE, () -> FileChannel.open(file));
    OpenFile shared = acquire(files, 1, ONE);
    assertThat(files.open()).isEqualTo(3);
    assertThat(one.channel()).isNotSameAs(other.channel());
    assertThat(one.windows()).isNotSameAs(other.windows()).isNotSameAs(shared.windows());
    one.release();
    assertThat(one.channel().isOpen()).isFalse();
    assertThat(other.channel().isOpen()).isTrue();
    other.release();
    shared.release();
    assertThat(files.open()).isZero();
    assertThat(files.acquireAlone(digest(1), 10, ONE, () -> null)).isNull();
    assertThat(files.open()).as("of what could not be had").isZero();
  }

  /** Somebody else opens it while this one does: the first is kept, the other closed. */
  @Test
  void acquire_openedByTwoAtATime_keepsOneDescriptor() throws IOException {
    OpenFiles files = new OpenFiles(8);
    List<OpenFile> inner = new ArrayList<>();
    FileChannel late = FileChannel.open(file);
    OpenFile outer =
        files.acquire(
            digest(1),
            10,
            true,
            ONE,
            () -> {
              inner.add(acquire(files, 1, OTHER));
              return late;
            });
    assertThat(outer.channel()).isSameAs(inner.get(0).channel());
    assertThat(late.isOpen()).isFalse();
    assertThat(outer.channel().isOpen()).isTrue();
    outer.release();
    assertThat(inner.get(0).channel().isOpen()).isTrue();
    inner.get(0).release();
    assertThat(opened.get(0).isOpen()).isFalse();
    assertThat(files.open()).isZero();
  }

  @Test
  void replies_withTheSameFile_areNeverBusy() {
    OriginConfig config =
        ConfigLoader.loadOnly(Map.of("limits.open-files", "16", "cache.max-entry-bytes", "1"));
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"), config)) {
      world.publishSample("1.0.0");
      List<Reply> held = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        held.add(world.reply(Method.GET, URL));
        assertThat(held.get(i).status()).isEqualTo(200);
      }
      held.forEach(reply -> assertThat(Answer.of(reply).status()).isEqualTo(200));
    }
  }

  @Test
  void replies_ofMoreFilesThanPlaces_areBusyUntilOneIsClosed() {
    OriginConfig config =
        ConfigLoader.loadOnly(Map.of("limits.open-files", "16", "cache.max-entry-bytes", "1"));
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"), config)) {
      for (int i = 0; i < 9; i++) {
        world.publishSample("1.0." + i);
      }
      List<Reply> held = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        held.add(world.reply(Method.GET, "/w/v1.0." + i + "/widget.js"));
        assertThat(held.get(i).status()).isEqualTo(200);
      }
      Answer busy = Answer.of(world.reply(Method.GET, "/w/v1.0.8/widget.js"));
      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.header("retry-after")).isEqualTo("1");
      assertThat(busy.header("cache-control")).contains("no-store");

      assertThat(Answer.of(held.get(0)).text()).isEqualTo(DeliveryWorld.script("1.0.0"));
      assertThat(Answer.of(world.reply(Method.GET, "/w/v1.0.8/widget.js")).status()).isEqualTo(200);
      held.subList(1, held.size()).forEach(Answer::of);
    }
  }
}
