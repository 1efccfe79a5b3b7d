package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The tarballs that replies hold open. Each is a file without a name, so it takes disk for as long
 * as a client reads: descriptors count among those of all replies, and the bytes are bounded here.
 * Replies with the same tarball share one file. Thread-safe.
 */
final class OpenTarballs {
  private final Store store;
  private final Tarballs tarballs;
  private final OpenFiles files;
  private final long mostBytes;

  /** How many replies each has, by the digest of its manifest. */
  private final Map<Digest, Integer> replies = new HashMap<>();

  private long bytes;

  OpenTarballs(Store store, Tarballs tarballs, OpenFiles files, long mostBytes) {
    this.store = store;
    this.tarballs = tarballs;
    this.files = files;
    this.mostBytes = mostBytes;
  }

  /**
   * The tarball with one reference for the caller, or null where there is no place for it. Blocks.
   * Throws StoreException where bytes are lost.
   *
   * @param manifest the digest of the version's manifest
   * @param size of the tarball
   * @param client the numeric address of who asks
   */
  OpenFile acquire(WidgetName widget, Version version, Digest manifest, long size, String client)
      throws IOException {
    if (!enter(manifest, size)) {
      return null;
    }
    OpenFile shared = null;
    try {
      shared =
          files.acquire(
              manifest, size, true, client, () -> tarballs.open(store.manifest(widget, version)));
    } finally {
      if (shared == null) {
        leave(manifest, size);
      }
    }
    return shared == null ? null : counted(shared, manifest, size);
  }

  private OpenFile counted(OpenFile shared, Digest manifest, long size) {
    return new OpenFile(
        shared.channel(),
        shared.windows(),
        () -> {
          shared.release();
          leave(manifest, size);
        });
  }

  /** One that is larger than all may be has the place for itself. */
  private synchronized boolean enter(Digest manifest, long size) {
    if (!replies.containsKey(manifest)) {
      if (bytes > 0 && bytes + size > mostBytes) {
        return false;
      }
      bytes += size;
    }
    replies.merge(manifest, 1, Integer::sum);
    return true;
  }

  private synchronized void leave(Digest manifest, long size) {
    if (replies.merge(manifest, -1, Integer::sum) == 0) {
      replies.remove(manifest);
      bytes -= size;
    }
  }

  /** What the files take that are open now. */
  synchronized long bytes() {
    return bytes;
  }
}
