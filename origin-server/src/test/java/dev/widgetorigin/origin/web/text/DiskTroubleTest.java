package dev.widgetorigin.origin.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.RefusedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told to mend is what is full, refuses or does not answer. */
final class DiskTroubleTest {
  private static final String FILES = "write the files of chat@1.0.0";

  private static String ofStore(IOException cause) {
    return DiskTrouble.describe(IoFailures.unavailable(FILES, cause));
  }

  /** Words that would be a disk's, if a disk had said them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "403 QuotaExceeded (quota exceeded)",
        "507 XMinioStorageFull (no space left)",
        "403 AccessDenied (permission denied)",
        "403 AccessDenied (this user may not)",
        "405 MethodNotAllowed (the bucket is read-only)",
        "404 NoSuchBucket",
      })
  void describe_refusalOfABucket_namesTheBucketAndNoDisk(String said) {
    String told = ofStore(new RefusedException("S3 could not create x in bucket b: " + said, null));
    assertThat(told)
        .startsWith("The store could not " + FILES + ": S3 could not create x in bucket b: " + said)
        .contains("the answer of the bucket of the store")
        .doesNotContain("store.path");
  }

  @Test
  void describe_bucketThatDoesNotAnswer_namesTheBucketAndNoDisk() {
    assertThat(ofStore(new NoAnswerException("no answer in time")))
        .endsWith(
            "no answer in time. The bucket of the store does not answer this node: its /health says"
                + " since when. Repeat the call when it answers again.");
  }

  @Test
  void describe_fullDisk_namesTheFolderOnIt() {
    IOException full = new FileSystemException("/data/x", null, "No space left on device");
    String remedy =
        "The disk with the origin's folder (store.path) is full: free some space there, then repeat"
            + " the call.";
    assertThat(ofStore(full)).endsWith(remedy);
    assertThat(DiskTrouble.describe(full)).endsWith(remedy).doesNotContain("/data");
    assertThat(ofStore(new IOException("No space left on device"))).endsWith(remedy);
  }

  @Test
  void describe_folderOfAnotherUser_namesTheFolder() {
    assertThat(ofStore(new AccessDeniedException("/data/x")))
        .contains("must be able to write to its folder (store.path)")
        .doesNotContain("/data");
  }

  @Test
  void describe_noFileInTheWay_addsNoAdviceAboutAny() {
    StoreException overtaken =
        new StoreException(StoreException.Code.UNAVAILABLE, "others were quicker; try again");
    assertThat(DiskTrouble.describe(overtaken)).isEqualTo("Others were quicker; try again.");
  }

  @Test
  void describe_anythingElse_isNull() {
    assertThat(DiskTrouble.describe(new IllegalStateException("a mistake"))).isNull();
  }
}
