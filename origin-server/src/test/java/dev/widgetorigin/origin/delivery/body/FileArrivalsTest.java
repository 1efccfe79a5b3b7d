package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is given a file that arrives, and what becomes of it. */
final class FileArrivalsTest {
  private static final byte[] BYTES = new byte[100];
  private static final Digest DIGEST = Digest.sha256(BYTES);
  private static final String CLIENT = "192.0.2.1";

  @TempDir Path folder;
  private final OpenFiles files = new OpenFiles(10);
  private final List<OpenFile> given = new ArrayList<>();
  private Path file;

  /** What the read comes to when all was told. */
  private Content end;

  private RuntimeException failure;

  @BeforeEach
  void write() throws IOException {
    file = Files.write(folder.resolve("blob"), BYTES);
    end = new Content.Region(file, 0, BYTES.length);
  }

  /** A blob of which there is no copy. */
  private final class Far implements BlobStore {
    private final Runnable meanwhile;

    Far(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public Content read(Digest digest) {
      throw new AssertionError("read unseen");
    }

    @Override
    public Content read(Digest digest, Arriving arriving) {
      arriving.began(file);
      arriving.has(40);
      meanwhile.run();
      if (failure != null) {
        throw failure;
      }
      arriving.has(BYTES.length);
      return end;
    }

    @Override
    public void replace(Digest digest, Path newFile) {
      throw new AssertionError("replace");
    }
  }

  private FileArrivals arrivals(Runnable meanwhile) {
    return new FileArrivals(new Far(meanwhile), files, true);
  }

  private boolean fetch(FileArrivals arrivals) {
    return arrivals.fetch(DIGEST, BYTES.length, CLIENT, given::add);
  }

  private void await(long end) {
    try {
      given.get(0).awaitUntil(end);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void file_isGivenWhenItBeginsAndWholeAtTheEnd() throws IOException {
    assertThat(fetch(arrivals(() -> await(40)))).isTrue();

    given.get(0).awaitUntil(BYTES.length);
    assertThat(files.open()).isEqualTo(1);
    given.get(0).release();
    assertThat(files.open()).isZero();
  }

  @Test
  void oneAfterTheOther_eachHasAPlace() {
    FileArrivals arrivals = arrivals(() -> {});
    for (int i = 0; i < 3; i++) {
      assertThat(fetch(arrivals)).isTrue();
      given.remove(0).release();
    }
  }

  @Test
  void fetchThatFails_letsNobodyHaveTheEnd() {
    failure = new StoreException(Code.UNAVAILABLE, "away");

    assertThat(fetch(arrivals(() -> {}))).isTrue();

    await(40);
    assertThatThrownBy(() -> given.get(0).awaitUntil(41)).isInstanceOf(IOException.class);
    given.get(0).release();
  }

  @Test
  void bytesThatWereNotKept_letNobodyHaveTheEnd() {
    // As of a copy whose hash was wrong.
    end = new Content.Memory(BYTES);

    assertThat(fetch(arrivals(() -> {}))).isTrue();

    await(BYTES.length - 1);
    assertThatThrownBy(() -> given.get(0).awaitUntil(BYTES.length)).isInstanceOf(IOException.class);
    given.get(0).release();
  }

  @Test
  void noPlaceForAFile_isLeftToWhoWaitsForAllOfIt() {
    FileArrivals none = new FileArrivals(new Far(() -> {}), new OpenFiles(0), true);

    assertThat(fetch(none)).isFalse();
    assertThat(given).isEmpty();
  }

  @Test
  void moreThanTwoAtATime_andAFolder_areLeftToWhoWaitsForAllOfIt() {
    List<Boolean> third = new ArrayList<>();
    FileArrivals[] all = new FileArrivals[1];
    int[] depth = {0};
    all[0] =
        arrivals(
            () -> {
              boolean got = depth[0]++ < 2 && fetch(all[0]);
              third.add(got);
            });
    assertThat(fetch(all[0])).isTrue();
    assertThat(given).as("one inside the other").hasSize(2);
    assertThat(third).as("from the inmost outwards").containsExactly(false, true);
    given.forEach(OpenFile::release);

    assertThat(fetch(new FileArrivals(new Far(() -> {}), files, false))).isFalse();
  }
}
