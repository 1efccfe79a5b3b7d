package dev.widgetorigin.store.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheIndexTest {
  private static final long LATER = 10_000_000_000L;
  private static final Digest A = Digest.sha256("a".getBytes(UTF_8));
  private static final Digest B = Digest.sha256("b".getBytes(UTF_8));
  private static final Digest C = Digest.sha256("c".getBytes(UTF_8));

  private final CacheIndex index = new CacheIndex();

  @Test
  void shrink_tooMuch_takesWhatWasUsedLongestAgo() {
    index.used(A, 10, 0);
    index.used(B, 10, 0);
    index.used(C, 10, 0);
    index.used(A, 10, 0);

    assertThat(index.shrink(15, LATER)).containsExactly(B, C);
    assertThat(index.bytes()).isEqualTo(10);
  }

  @Test
  void shrink_justUsed_staysForItMayNotBeOpenYet() {
    index.used(A, 10, LATER - 1);

    assertThat(index.shrink(0, LATER)).isEmpty();
    assertThat(index.shrink(0, 2 * LATER)).containsExactly(A);
  }

  @Test
  void used_otherSize_isNotVerified() {
    index.used(A, 10, 0);
    index.verified(A);

    assertThat(index.used(A, 10, 0)).isTrue();
    assertThat(index.used(A, 9, 0)).isFalse();
    assertThat(index.bytes()).isEqualTo(9);
  }

  @Test
  void found_filesOfBefore_areOlderThanWhatWasUsedSince() {
    index.used(C, 10, LATER);
    Map<Digest, Long> left = new LinkedHashMap<>();
    left.put(B, 10L);
    left.put(A, 10L);
    left.put(C, 10L);

    index.found(left, LATER);

    assertThat(index.count()).isEqualTo(3);
    assertThat(index.bytes()).isEqualTo(30);
    assertThat(index.shrink(0, 3 * LATER)).containsExactly(B, A, C);
  }
}
