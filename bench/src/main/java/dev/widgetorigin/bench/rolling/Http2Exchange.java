package dev.widgetorigin.bench.rolling;

import dev.widgetorigin.bench.floods.Frames;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** One connection and its requests. Not thread-safe. */
final class Http2Exchange {
  private static final int AT_A_TIME = 4;
  private static final int READ_MILLIS = 60_000;
  private static final int WINDOW = 1 << 30;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int REFUSED_STREAM = 7;

  /** The static table's {@code :status: 200} (RFC 7541, appendix A). */
  private static final int STATUS_200 = 0x88;

  private static final class Asked {
    final long since;
    final CRC32 checksum = new CRC32();
    boolean ok;

    Asked(long since) {
      this.since = since;
    }
  }

  private final byte[] block;
  private final Tally tally;

  /** When each was sent first; 0 where it was not sent yet. */
  private final Deque<Long> waiting;

  private final Map<Integer, Asked> open = new TreeMap<>();
  private final List<Long> unprocessed = new ArrayList<>();
  private OutputStream out;
  private int nextStream = 1;
  private boolean goneAway;

  Http2Exchange(String path, Tally tally, List<Long> asked) {
    this.block = Frames.block(false, path);
    this.tally = tally;
    this.waiting = new ArrayDeque<>(asked);
  }

  void run(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      out = socket.getOutputStream();
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
      out.write(
          Frames.join(
              Frames.begin(Frames.setting(4, WINDOW)), Frames.windowUpdate(0, WINDOW), requests()));
      while (!open.isEmpty()) {
        frame(in);
        if (!goneAway) {
          byte[] more = requests();
          if (more.length > 0) {
            out.write(more);
          }
        }
      }
    }
  }

  private byte[] requests() {
    byte[] all = new byte[0];
    while (open.size() < AT_A_TIME && !waiting.isEmpty()) {
      long since = waiting.remove();
      open.put(nextStream, new Asked(since == 0 ? System.nanoTime() : since));
      all =
          Frames.join(
              all, Frames.headers(Frames.END_STREAM | Frames.END_HEADERS, nextStream, block));
      nextStream += 2;
    }
    return all;
  }

  private void frame(DataInputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      throw new EOFException();
    }
    int length = (first << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException();
    }
    switch (type) {
      case DATA, HEADERS -> answer(type, flags, stream, payload);
      case RST_STREAM -> reset(stream, payload[3]);
      case SETTINGS -> acknowledge(type, flags);
      case PING -> acknowledge(type, flags, payload);
      case GOAWAY -> goAway(payload);
      default -> {
        // WINDOW_UPDATE and what this client does not know.
      }
    }
  }

  private void answer(int type, int flags, int stream, byte[] payload) {
    Asked asked = open.get(stream);
    if (asked == null) {
      return;
    }
    if (type == DATA) {
      asked.checksum.update(payload);
    } else {
      asked.ok = (payload[0] & 0xff) == STATUS_200;
    }
    if ((flags & Frames.END_STREAM) != 0) {
      open.remove(stream);
      tally.answered(asked.ok, asked.checksum.getValue(), System.nanoTime() - asked.since);
    }
  }

  private void reset(int stream, int error) {
    Asked asked = open.remove(stream);
    if (asked == null) {
      return;
    }
    if (error == REFUSED_STREAM) {
      notProcessed(asked);
    } else {
      tally.failed("RST_STREAM with error " + error);
    }
  }

  private void acknowledge(int type, int flags, byte... payload) throws IOException {
    if ((flags & ACK) == 0) {
      out.write(Frames.frame(type, ACK, 0, payload));
    }
  }

  private void goAway(byte[] payload) {
    goneAway = true;
    int last = ByteBuffer.wrap(payload).getInt() & Integer.MAX_VALUE;
    open.entrySet()
        .removeIf(
            each -> {
              if (each.getKey() > last) {
                notProcessed(each.getValue());
              }
              return each.getKey() > last;
            });
  }

  private void notProcessed(Asked asked) {
    tally.again();
    unprocessed.add(asked.since);
  }

  /** What was asked and not answered has failed; a connection that took none counts as one. */
  void cutOff(IOException e) {
    String reason = e.getClass().getSimpleName() + " " + e.getMessage();
    if (out == null) {
      tally.failed("no connection: " + reason);
      waiting.remove();
      return;
    }
    open.values().forEach(asked -> tally.failed("cut off: " + reason));
    open.clear();
  }

  /** What is to be asked on another connection: the time since when, or 0. */
  List<Long> unprocessed() {
    List<Long> all = new ArrayList<>(unprocessed);
    all.addAll(waiting);
    return all;
  }
}
