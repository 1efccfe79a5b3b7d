package dev.widgetorigin.store.ingest.bundle;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Checksum;

/** A name as an archive spells it: bytes, whatever they mean. */
public final class RawName {
  private final byte[] bytes;

  public RawName(byte[] bytes) {
    this.bytes = bytes;
  }

  public EntryName judge() {
    return EntryName.judge(bytes);
  }

  public boolean isUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  public void update(Checksum sum) {
    sum.update(bytes, 0, bytes.length);
  }

  /** With slashes, where the name has backslashes only: the way of old .NET to part folders. */
  public RawName withSlashes() {
    byte[] other = bytes.clone();
    for (int i = 0; i < other.length; i++) {
      if (other[i] == '/') {
        return this;
      }
      if (other[i] == '\\') {
        other[i] = '/';
      }
    }
    return new RawName(other);
  }

  public boolean endsWithSlash() {
    return bytes.length > 0 && bytes[bytes.length - 1] == '/';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawName that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Fit to be shown: in quotes, escaped, cut where it is long. */
  @Override
  public String toString() {
    return EntryName.show(new String(bytes, StandardCharsets.UTF_8));
  }
}
