package dev.widgetorigin.store.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Objects in a map; a channel is over a temporary file that is gone when it closes. */
final class MemoryObjectStore implements ObjectStore {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  @Override
  public boolean putIfAbsent(String key, Source source) throws IOException {
    return objects.putIfAbsent(key, bytes(source)) == null;
  }

  @Override
  public void replace(String key, Source source) throws IOException {
    objects.put(key, bytes(source));
  }

  private static byte[] bytes(Source source) throws IOException {
    byte[] bytes;
    if (source instanceof Source.Staged staged) {
      bytes = Files.readAllBytes(staged.file());
      Files.delete(staged.file());
    } else {
      ByteBuffer buffer = ((Source.Bytes) source).buffer().duplicate();
      bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
    }
    return bytes;
  }

  @Override
  public Optional<FileChannel> get(String key) throws IOException {
    byte[] bytes = objects.get(key);
    if (bytes == null) {
      return Optional.empty();
    }
    Path file = Files.createTempFile("object", null);
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    channel.write(ByteBuffer.wrap(bytes));
    return Optional.of(channel.position(0));
  }

  @Override
  public void list(String prefix, Consumer<Entry> each) {
    objects.forEach(
        (key, bytes) -> {
          if (key.startsWith(prefix)) {
            each.accept(new Entry(key, bytes.length, Instant.EPOCH));
          }
        });
  }

  @Override
  public boolean delete(String key) {
    return objects.remove(key) != null;
  }
}
