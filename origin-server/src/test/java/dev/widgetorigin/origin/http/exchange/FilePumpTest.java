package dev.widgetorigin.origin.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.file.FileWindows;
import dev.widgetorigin.origin.web.file.OpenFile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that cannot be read now is given back, with the memory that was meant for it. */
final class FilePumpTest {
  private static final int LENGTH = 1000;

  @TempDir Path folder;
  private final ReadBudget budget = new ReadBudget(1 << 20);
  private final List<Throwable> failures = new ArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();

  private final FilePump.Sink sink =
      new FilePump.Sink() {
        @Override
        public void piece(ByteBuf bytes) {
          throw new AssertionError("nothing was read");
        }

        @Override
        public void failed(Throwable cause) {
          failures.add(cause);
        }
      };

  /** An Error, as where the system has no thread to give, or an exception where too much waits. */
  @ParameterizedTest
  @ValueSource(classes = {InternalError.class, RejectedExecutionException.class})
  void request_noThreadReads_isToldAndHoldsNothing(Class<? extends Throwable> thrown)
      throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[LENGTH]);
    OpenFile open =
        new OpenFile(FileChannel.open(path), new FileWindows(LENGTH), closed::incrementAndGet);
    FilePump pump =
        new FilePump(
            new Body.File(open, 0, LENGTH),
            task -> {
              if (thrown == InternalError.class) {
                throw new InternalError("no thread, as where memory is short");
              }
              throw new RejectedExecutionException("full");
            },
            Runnable::run,
            ByteBufAllocator.DEFAULT,
            budget,
            "192.0.2.1",
            sink);

    assertThat(pump.request()).isFalse();

    assertThat(failures).singleElement().isInstanceOf(thrown);
    assertThat(budget.taken()).isZero();
    assertThat(closed).hasValue(1);
  }
}
