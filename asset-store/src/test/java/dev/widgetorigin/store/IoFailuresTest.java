package dev.widgetorigin.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.object.NoAnswerException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IoFailuresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          No space left on device       | df -i
          Disk quota exceeded           | gc --delete
          Permission denied             | to the user of this process
          Read-only file system         | mounted read-only by the system
          Input/output error            | have a backup at hand
          Too many open files           | LimitNOFILE
          Invalid cross-device link     | keep all folders of the store on one file system
          Stale file handle             | mount the network disk
          """)
  void unavailable_failureOfADisk_saysWhatHelpsAndNoPath(String reason, String help) {
    IOException cause = new FileSystemException("/secret/path", null, reason);

    assertThat(IoFailures.unavailable("write it", cause))
        .hasMessageStartingWith("the store could not write it: " + reason + "; ")
        .hasMessageContaining(help)
        .hasMessageNotContaining("/secret");
  }

  /** A bucket's words may be those of a disk, and the disk is not to blame. */
  @Test
  void unavailable_failureOfABucket_givesNoAdviceAboutADisk() {
    assertThat(IoFailures.unavailable("read it", new NoAnswerException("Input/output error")))
        .hasMessage("the store could not read it: Input/output error");
  }
}
