package dev.widgetorigin.origin.delivery.body;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.web.async.ClientShares;
import dev.widgetorigin.origin.web.file.Arrival;
import dev.widgetorigin.origin.web.file.FileWindows;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that replies hold open. A client that reads slowly keeps its file for as long as it
 * likes, and the process has only so many descriptors; without a bound the listeners could not
 * accept any more.
 *
 * <p>Replies with the same file share one descriptor, whatever ranges of it they send. A client may
 * have any number of files open while half of the places are free; beyond that only its share, so
 * that no few clients take the places of all others. Thread-safe.
 */
public final class OpenFiles {
  /** How to open a file that is not open yet. May block, and throw StoreException. */
  @FunctionalInterface
  public interface Opening {
    FileChannel open() throws IOException;
  }

  /**
   * A file.
   *
   * @param size its bytes: those of a damaged file and of what took its place are two files
   * @param verified whether its bytes were compared with its name before it was sent
   * @param alone tells a file that is not shared from all others; null where it is shared
   */
  private record Key(Digest digest, long size, boolean verified, Object alone) {}

  /** A descriptor, or what is about to be one. */
  private static final class Place {
    private FileChannel channel;
    private int replies;
  }

  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
  private static final int FILES_REMEMBERED = 1000;

  private final int most;
  private final int share;
  private final Map<Key, Place> places = new HashMap<>();

  /** How many replies each client has with each file. */
  private final Map<String, Map<Key, Integer>> clients = new HashMap<>();

  private final Cache<Digest, FileWindows> windows =
      Caffeine.newBuilder().maximumSize(FILES_REMEMBERED).executor(Runnable::run).build();

  /**
   * @param most descriptors at a time
   */
  public OpenFiles(int most) {
    this.most = most;
    this.share = Math.max(4, most / 16);
  }

  /**
   * The file with one reference for the caller, or null where there is no place for it.
   *
   * @param client the numeric address of who asks
   */
  public OpenFile acquire(
      Digest digest, long size, boolean verified, String client, Opening opening)
      throws IOException {
    return acquire(new Key(digest, size, verified, null), client, opening, null);
  }

  /**
   * The same for a file that has a part of the bytes only, and so is nobody else's; null also where
   * {@code opening} gives null.
   */
  public OpenFile acquireAlone(Digest digest, long size, String client, Opening opening)
      throws IOException {
    return acquire(new Key(digest, size, false, new Object()), client, opening, null);
  }

  /** The same for a file that is still being fetched. */
  OpenFile acquireArriving(
      Digest digest, long size, String client, Opening opening, Arrival arrival)
      throws IOException {
    return acquire(new Key(digest, size, false, new Object()), client, opening, arrival);
  }

  private OpenFile acquire(Key key, String client, Opening opening, Arrival arrival)
      throws IOException {
    String owner = ClientShares.owner(client);
    Place place = enter(key, owner);
    if (place == null) {
      return null;
    }
    boolean open = false;
    try {
      FileChannel channel = channel(place);
      if (channel == null) {
        FileChannel opened = opening.open();
        if (opened == null) {
          return null;
        }
        channel = settled(place, opened);
      }
      OpenFile file = new OpenFile(channel, windows(key), () -> leave(key, owner), arrival);
      open = true;
      return file;
    } finally {
      if (!open) {
        leave(key, owner);
      }
    }
  }

  private FileWindows windows(Key key) {
    if (key.alone() != null) {
      return new FileWindows(key.size());
    }
    FileWindows known = windows.get(key.digest(), unknown -> new FileWindows(key.size()));
    if (known.size() != key.size()) {
      known = new FileWindows(key.size());
      windows.put(key.digest(), known);
    }
    return known;
  }

  private synchronized Place enter(Key key, String owner) {
    Place place = places.get(key);
    if (place == null) {
      int held = clients.getOrDefault(owner, Map.of()).size();
      if (places.size() >= most || (held >= share && places.size() >= most / 2)) {
        return null;
      }
      place = new Place();
      places.put(key, place);
    }
    place.replies++;
    clients.computeIfAbsent(owner, unknown -> new HashMap<>()).merge(key, 1, Integer::sum);
    return place;
  }

  private synchronized FileChannel channel(Place place) {
    return place.channel;
  }

  /** Two may have opened it at the same time: then the first is everybody's. */
  private FileChannel settled(Place place, FileChannel opened) {
    FileChannel kept;
    synchronized (this) {
      if (place.channel == null) {
        place.channel = opened;
      }
      kept = place.channel;
    }
    if (!kept.equals(opened)) {
      close(opened);
    }
    return kept;
  }

  private void leave(Key key, String owner) {
    FileChannel last = null;
    synchronized (this) {
      Place place = places.get(key);
      if (--place.replies == 0) {
        places.remove(key);
        last = place.channel;
      }
      Map<Key, Integer> held = clients.get(owner);
      if (held.merge(key, -1, Integer::sum) == 0) {
        held.remove(key);
        if (held.isEmpty()) {
          clients.remove(owner);
        }
      }
    }
    if (last != null) {
      close(last);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a file", e);
    }
  }

  /** Descriptors that are open, or about to be. */
  synchronized int open() {
    return places.size();
  }
}
