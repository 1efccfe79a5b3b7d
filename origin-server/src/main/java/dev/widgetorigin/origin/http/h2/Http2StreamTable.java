package dev.widgetorigin.origin.http.h2;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The streams of one HTTP/2 connection by their numbers: those that are open, and what has to be
 * known of those that are not (RFC 9113 §5.1). Confined to the connection's event loop.
 */
final class Http2StreamTable {
  private static final int REMEMBERED_RESETS = 64;

  private final IntObjectHashMap<Http2Stream> open = new IntObjectHashMap<>();

  /** Streams that were reset here: frames of theirs may still be on the way. */
  private final int[] resets = new int[REMEMBERED_RESETS];

  private int resetCount;
  private int last;

  /** The open stream of that number, or null. */
  Http2Stream get(int id) {
    return open.get(id);
  }

  void add(Http2Stream stream) {
    open.put(stream.id, stream);
  }

  void remove(Http2Stream stream) {
    open.remove(stream.id);
  }

  Iterable<Http2Stream> open() {
    return open.values();
  }

  /** Those that are open now; what becomes of them meanwhile does not change the list. */
  List<Http2Stream> snapshot() {
    return new ArrayList<>(open.values());
  }

  int size() {
    return open.size();
  }

  /** The client begins a stream, and with it ends all lower ones that it never began. */
  void begin(int id) {
    last = id;
  }

  /** The highest stream that the client has begun. */
  int last() {
    return last;
  }

  /** Whether the client cannot have begun that stream. */
  boolean idle(int id) {
    return id > last || (id & 1) == 0;
  }

  void rememberReset(int id) {
    resets[resetCount++ % REMEMBERED_RESETS] = id;
  }

  /** Whether the stream was reset here lately. */
  boolean wasReset(int id) {
    for (int reset : resets) {
      if (reset == id) {
        return true;
      }
    }
    return false;
  }
}
