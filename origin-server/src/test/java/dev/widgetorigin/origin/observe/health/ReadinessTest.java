package dev.widgetorigin.origin.observe.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.observe.FakeCatalog;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: a listener is ready while it can do what it is for, and says in words why not. */
final class ReadinessTest {
  private static final long PLENTY = 10L << 30;

  /** A disk that does what a test tells it to. */
  private static final class FakeDisk implements StoreProbe.Disk {
    private IOException readFailure;
    private IOException writeFailure;
    private RuntimeException surprise;
    private long free = PLENTY;
    private long total = 2 * PLENTY;

    /** Run while the disk is asked to write. */
    private Runnable meanwhile = () -> {};

    /** The same for a read. */
    private Runnable meanwhileReading = () -> {};

    @Override
    public void read() throws IOException {
      meanwhileReading.run();
      if (readFailure != null) {
        throw readFailure;
      }
    }

    @Override
    public void write() throws IOException {
      meanwhile.run();
      if (surprise != null) {
        throw surprise;
      }
      if (writeFailure != null) {
        throw writeFailure;
      }
    }

    @Override
    public long freeBytes() {
      return free;
    }

    @Override
    public long totalBytes() {
      return total;
    }

    @Override
    public String where() {
      return "/secret/path";
    }
  }

  private final FakeDisk disk = new FakeDisk();
  private final AtomicLong nanos = new AtomicLong();
  private final StoreProbe probe = new StoreProbe(disk, nanos::get);
  private final Health health =
      new Health("1", () -> 0)
          .with("store", Health.Need.READS, probe::reads)
          .with("disk", Health.Need.CHANGES, probe::changes);

  @BeforeEach
  void start() {
    health.started();
  }

  private record Answer(int status, String text) {}

  private Answer delivery() {
    return ready(Health.Need.READS);
  }

  private Answer control() {
    return ready(Health.Need.CHANGES);
  }

  private Answer ready(Health.Need work) {
    probe.run();
    AtomicReference<Reply> sent = new AtomicReference<>();
    handler(work).ready(FakeRequest.of(Method.GET, "/-/readyz"), sent::set);
    return answer(sent.get());
  }

  private Answer health(Health.Need work) {
    probe.run();
    AtomicReference<Reply> sent = new AtomicReference<>();
    handler(work).health(FakeRequest.of(Method.GET, "/health"), sent::set);
    return answer(sent.get());
  }

  private HealthHandler handler(Health.Need work) {
    StandardHeaders headers = StandardHeaders.control();
    return new HealthHandler(
        health, work, headers, new ProblemReplies(headers, OriginConfig.DEFAULTS.cache()));
  }

  private static Answer answer(Reply reply) {
    return new Answer(
        reply.status(), ((Body.Memory) reply.body()).bytes().toString(StandardCharsets.UTF_8));
  }

  @Test
  void ready_allWell_isBoth() {
    assertThat(delivery().status()).isEqualTo(200);
    assertThat(control().status()).isEqualTo(200);
    assertThat(health(Health.Need.READS).text()).contains("\"status\":\"up\"");
  }

  @Test
  void ready_diskNearlyFull_isDeliveryOnlyAndControlSaysWhy() {
    disk.free = 40L << 20;
    assertThat(delivery()).isEqualTo(new Answer(200, "ready\n"));
    assertThat(control().status()).isEqualTo(503);
    assertThat(control().text())
        .contains("disk: only 40 MiB are free")
        .contains("64 MiB are needed")
        .contains("Free some space");
    assertThat(probe.tooLittleRoom())
        .hasValueSatisfying(why -> assertThat(why).contains("Only 40 MiB are free", "rollbacks"));
    assertThat(health(Health.Need.READS).status()).isEqualTo(200);
    assertThat(health(Health.Need.READS).text())
        .contains("\"status\":\"degraded\"")
        .contains("\"store\":{\"status\":\"up\"")
        .contains("\"disk\":{\"status\":\"down\",\"neededFor\":\"changes\"");
    assertThat(health(Health.Need.CHANGES).status()).isEqualTo(503);
  }

  @Test
  void ready_smallDisk_keepsATwentiethOfItFree() {
    disk.total = 64L << 20;
    disk.free = 4L << 20;
    assertThat(control().status()).isEqualTo(200);
    assertThat(probe.tooLittleRoom()).isEmpty();
    disk.free = 3L << 20;
    assertThat(control().text()).contains("only 3 MiB are free", "3.2 MiB are needed");
    assertThat(probe.tooLittleRoom())
        .hasValueSatisfying(why -> assertThat(why).contains("3.2 MiB"));
  }

  @Test
  void ready_diskFullReadOnlyOrOutOfInodes_isDeliveryOnly() {
    for (String reason :
        new String[] {"No space left on device", "Read-only file system", "Disk quota exceeded"}) {
      disk.writeFailure = new FileSystemException("/secret/path", null, reason);
      assertThat(delivery().status()).as(reason).isEqualTo(200);
      assertThat(control().status()).as(reason).isEqualTo(503);
      assertThat(control().text()).contains(reason).doesNotContain("/secret/path");
      assertThat(control().text()).as("which setting names the folder").contains("store.path");
    }
    assertThat(control().text()).contains("reads go on: free space");
    disk.writeFailure = new FileSystemException("/p", null, "Read-only file system");
    assertThat(control().text()).contains("reads go on: mount the disk", "for writing");
    disk.writeFailure = null;
    assertThat(control().status()).isEqualTo(200);
  }

  @Test
  void ready_diskHangsAtAWrite_isDeliveryOnlyUntilItAnswers() {
    probe.run();
    disk.meanwhile =
        () -> {
          assertThat(probe.changes().up()).as("it may take a moment").isTrue();
          nanos.addAndGet(Duration.ofSeconds(11).toNanos());
          assertThat(probe.changes().up()).isFalse();
          assertThat(probe.changes().detail()).contains("has not answered a write", "store.path");
          assertThat(probe.reads().up()).isTrue();
        };
    probe.run();
    assertThat(probe.changes().up()).isTrue();
  }

  @Test
  void ready_diskHangsAtARead_isNeither() {
    probe.run();
    disk.meanwhileReading =
        () -> {
          nanos.addAndGet(Duration.ofSeconds(11).toNanos());
          assertThat(probe.reads().up()).isFalse();
          assertThat(probe.reads().detail()).contains("has not answered a read", "store.path");
        };
    probe.run();
    assertThat(probe.reads().up()).isTrue();
  }

  @Test
  void ready_storeCannotBeRead_isNeither() {
    disk.readFailure = new FileSystemException("/secret/path", null, "Input/output error");
    assertThat(delivery().status()).isEqualTo(503);
    assertThat(delivery().text())
        .contains("store: the store cannot be read (Input/output error)")
        .doesNotContain("/secret/path");
    assertThat(control().status()).isEqualTo(503);
    assertThat(health(Health.Need.READS).text()).contains("\"status\":\"down\"");
  }

  @Test
  void ready_descriptorsAllInUse_keepsTheReaders() {
    assertThat(delivery().status()).isEqualTo(200);
    disk.readFailure = new FileSystemException("/p", null, "Too many open files");
    assertThat(delivery().status()).isEqualTo(200);
  }

  @Test
  void run_probeThatThrows_isDownAndComesBack() {
    disk.surprise = new IllegalStateException("surprise");
    assertThat(control().text()).contains("surprise");
    disk.surprise = null;
    assertThat(control().status()).isEqualTo(200);
  }

  @Test
  void ready_partThatOnlyWantsAttention_keepsBoth() {
    health.with("certificate", Health.Need.ATTENTION, () -> Health.State.down("expires tomorrow"));
    assertThat(delivery().status()).isEqualTo(200);
    assertThat(control().status()).isEqualTo(200);
    assertThat(health(Health.Need.CHANGES).text())
        .contains("\"status\":\"degraded\"")
        .contains("expires tomorrow");
  }

  @Test
  void ready_whileDraining_isNeither() {
    health.draining();
    assertThat(delivery().status()).isEqualTo(503);
    assertThat(control().text()).contains("draining");
  }

  @Test
  void scrape_lowDisk_showsFreeBytesAndThatNothingCanBeChanged() {
    disk.free = 40L << 20;
    probe.run();
    String text = new Metrics("1", FakeCatalog::new).with(probe::addTo).scrape(null).text();
    assertThat(text)
        .contains("store_disk_free_bytes 4.194304E7", "store_writable 0.0")
        .contains("store_disk_total_bytes");
  }

  @Test
  void storeDisk_ofAFolder_isReadWrittenAndMeasured(@TempDir Path folder) throws IOException {
    Path file = java.nio.file.Files.writeString(folder.resolve("format.json"), "{}");
    StoreDisk real = new StoreDisk(file, folder);
    real.read();
    real.write();
    assertThat(real.freeBytes()).isPositive();
    assertThat(real.totalBytes()).isGreaterThanOrEqualTo(real.freeBytes());
    try (var files = java.nio.file.Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void storeDisk_foldersForWhatMayBeLostAreGone_areMadeAgain(@TempDir Path folder)
      throws IOException {
    Path file = java.nio.file.Files.writeString(folder.resolve("format.json"), "{}");
    Path staging = folder.resolve("staging");
    Path temporary = folder.resolve("tmp");
    StoreProbe real = new StoreProbe(new StoreDisk(file, staging, temporary));
    real.run();
    assertThat(real.changes().up()).as(real.changes().detail()).isTrue();
    assertThat(staging).isDirectory();
    assertThat(temporary).isDirectory();
  }

  /** By a copy or a backup that was run as another user, for instance. */
  @Test
  void storeDisk_oneFolderMayNotBeWritten_isNotWellAndNamesIt(@TempDir Path folder)
      throws IOException {
    Path file = java.nio.file.Files.writeString(folder.resolve("format.json"), "{}");
    Path log = java.nio.file.Files.createDirectory(folder.resolve("log"));
    StoreDisk disk =
        new StoreDisk(file, folder.resolve("staging")).writing(folder.resolve("blobs"), log);
    StoreProbe real = new StoreProbe(disk);
    real.run();
    assertThat(real.changes().up()).as(real.changes().detail()).isTrue();

    disk.judging(each -> !each.equals(log));
    real.run();
    assertThat(real.reads().up()).isTrue();
    assertThat(real.changes().detail())
        .contains("this process may not write to its folder log", "permissions of the store folder")
        .doesNotContain(folder.toString());
  }

  @Test
  void storeDisk_anotherProcessWritesToTheStoreToo_isNotWellAndSaysWhy(@TempDir Path folder)
      throws IOException {
    Path file = java.nio.file.Files.writeString(folder.resolve("format.json"), "{}");
    StoreDisk disk =
        new StoreDisk(file, folder.resolve("staging"))
            .keeping(
                () -> {
                  throw new StoreException(StoreException.Code.LOCKED, "another process, too");
                });
    StoreProbe real = new StoreProbe(disk);
    real.run();
    assertThat(real.reads().up()).isTrue();
    assertThat(real.changes().up()).isFalse();
    assertThat(real.changes().detail()).isEqualTo("another process, too");
  }

  @Test
  void storeDisk_diskIsNotMounted_makesNothing(@TempDir Path mountPoint) {
    StoreProbe real =
        new StoreProbe(
            new StoreDisk(mountPoint.resolve("format.json"), mountPoint.resolve("staging")));
    real.run();
    assertThat(real.changes().up()).isFalse();
    assertThat(real.reads().detail()).contains("Is its disk still mounted?");
    assertThat(mountPoint).isEmptyDirectory();
  }
}
