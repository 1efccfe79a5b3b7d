package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.manifest.Digest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which copies a cache has, in the order of their last use, and how many bytes they are together.
 * Thread-safe.
 */
final class CacheIndex {
  /** A copy that was handed out a moment ago may not be open yet. */
  private static final long JUST_USED_NANOS = 5_000_000_000L;

  private static final class Copy {
    private final long size;
    private long used;

    /** Hashed by this process. */
    private boolean verified;

    Copy(long size) {
      this.size = size;
    }
  }

  private final LinkedHashMap<Digest, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Makes it the one that was used last; true where its bytes were hashed before. */
  synchronized boolean used(Digest digest, long size, long now) {
    Copy copy = copies.get(digest);
    if (copy == null || copy.size != size) {
      remove(digest);
      copy = new Copy(size);
      copies.put(digest, copy);
      bytes += size;
    }
    copy.used = now;
    return copy.verified;
  }

  synchronized void verified(Digest digest) {
    Copy copy = copies.get(digest);
    if (copy != null) {
      copy.verified = true;
    }
  }

  /**
   * Files that an earlier process left, the one used longest ago first; all are older than these.
   */
  synchronized void found(Map<Digest, Long> left, long now) {
    Map<Digest, Copy> newer = new LinkedHashMap<>(copies);
    copies.clear();
    left.forEach(
        (digest, size) -> {
          if (!newer.containsKey(digest)) {
            Copy copy = new Copy(size);
            copy.used = now - JUST_USED_NANOS;
            copies.put(digest, copy);
            bytes += size;
          }
        });
    copies.putAll(newer);
  }

  synchronized boolean remove(Digest digest) {
    Copy copy = copies.remove(digest);
    bytes -= copy == null ? 0 : copy.size;
    return copy != null;
  }

  /** Takes out what was used longest ago until the rest has so many bytes at most. */
  synchronized List<Digest> shrink(long most, long now) {
    List<Digest> out = new ArrayList<>();
    Iterator<Map.Entry<Digest, Copy>> eldest = copies.entrySet().iterator();
    while (bytes > most && eldest.hasNext()) {
      Map.Entry<Digest, Copy> each = eldest.next();
      if (now - each.getValue().used < JUST_USED_NANOS) {
        break;
      }
      eldest.remove();
      bytes -= each.getValue().size;
      out.add(each.getKey());
    }
    return out;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int count() {
    return copies.size();
  }
}
