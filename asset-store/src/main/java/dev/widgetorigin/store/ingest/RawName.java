package dev.widgetorigin.store.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A name as an archive spells it: bytes, whatever they mean. */
final class RawName {
  private final byte[] bytes;

  RawName(byte[] bytes) {
    this.bytes = bytes;
  }

  EntryName judge() {
    return EntryName.judge(bytes);
  }

  boolean endsWithSlash() {
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
