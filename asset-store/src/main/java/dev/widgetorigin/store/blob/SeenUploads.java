package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The uploads that a folder of blobs or manifests was seen to have, 24 bytes each. Whoever finds
 * one blob in a folder has read the names of all, so the next blob need not be looked for: on a
 * disk that would be one more read before the first byte. Immutable.
 *
 * <p>A digest is known by eight of its bytes. Should another one have the same, its key is one that
 * does not exist, and its reader looks for it in the folder.
 */
final class SeenUploads {
  /** Larger folders are not kept: 256 of this size take 25 MB. */
  static final int MOST = 4096;

  /** The byte before names the folder. */
  private static final int FROM = 1;

  /** Sorted. */
  private final long[] digests;

  private final long[] epochs;
  private final long[] ids;

  private record Seen(long digest, long epoch, long id) {}

  private SeenUploads(List<Seen> uploads) {
    digests = uploads.stream().mapToLong(Seen::digest).toArray();
    epochs = uploads.stream().mapToLong(Seen::epoch).toArray();
    ids = uploads.stream().mapToLong(Seen::id).toArray();
  }

  /**
   * Null where there are too many.
   *
   * @param names of the files in a folder, as {@code abcdef….7-3f9a0c51d2e84b67}; others are left
   *     out
   */
  static SeenUploads of(List<String> names) {
    if (names.size() > MOST) {
      return null;
    }
    List<Seen> all = new ArrayList<>(names.size());
    for (String name : names) {
      Seen seen = seen(name);
      if (seen != null) {
        all.add(seen);
      }
    }
    all.sort(
        Comparator.comparingLong(Seen::digest)
            .thenComparing(Seen::epoch, Comparator.reverseOrder()));
    List<Seen> newest = new ArrayList<>(all.size());
    for (Seen each : all) {
      if (newest.isEmpty() || newest.get(newest.size() - 1).digest() != each.digest()) {
        newest.add(each);
      }
    }
    return new SeenUploads(newest);
  }

  private static Seen seen(String name) {
    Digest digest = StoreLayout.contentDigest(name);
    Upload upload = StoreLayout.contentUpload(name);
    if (digest == null || upload == null) {
      return null;
    }
    try {
      long id = Long.parseUnsignedLong(upload.id(), 16);
      // An id that is written in another way could not be written as it was.
      return upload(upload.epoch(), id).equals(upload)
          ? new Seen(digest.number(FROM), upload.epoch(), id)
          : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The newest upload of these bytes; null where there was none. */
  Upload of(Digest digest) {
    int at = Arrays.binarySearch(digests, digest.number(FROM));
    return at < 0 ? null : upload(epochs[at], ids[at]);
  }

  private static Upload upload(long epoch, long id) {
    return new Upload(epoch, HexFormat.of().toHexDigits(id));
  }
}
