package dev.widgetorigin.bench.floods;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** HTTP/2 frames as octets (RFC 9113 §4.1, §6). */
public final class Frames {
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private Frames() {}

  public static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt((payload.length << 8) | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** How a client begins, with one setting or none. */
  public static byte[] begin(byte... setting) {
    return join(PREFACE, frame(4, 0, 0, setting));
  }

  public static byte[] setting(int name, int value) {
    return ByteBuffer.allocate(6).putShort((short) name).putInt(value).array();
  }

  public static byte[] headers(int flags, int stream, byte[] block) {
    return frame(1, flags, stream, block);
  }

  static byte[] reset(int stream) {
    return frame(3, 0, stream, new byte[4]);
  }

  public static byte[] windowUpdate(int stream, int increment) {
    return frame(8, 0, stream, ByteBuffer.allocate(4).putInt(increment).array());
  }

  /** Pseudo-header fields by the static table; the path as a literal that nobody keeps. */
  public static byte[] block(boolean post, String path) {
    byte[] text = path.getBytes(StandardCharsets.US_ASCII);
    return join(
        new byte[] {(byte) (post ? 0x83 : 0x82), (byte) 0x86, 0x04, (byte) text.length},
        text,
        new byte[] {0x41, 1, 'a'});
  }

  /** A field of 4,000 octets and as many references to it as fit into a frame. */
  static byte[] bomb(String path) {
    byte[] value = new byte[4000];
    Arrays.fill(value, (byte) 'a');
    byte[] references = new byte[10_000];
    Arrays.fill(references, (byte) 0xbe);
    return join(
        block(false, path), new byte[] {0x40, 1, 'x', 0x7f, (byte) 0xa1, 0x1e}, value, references);
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
