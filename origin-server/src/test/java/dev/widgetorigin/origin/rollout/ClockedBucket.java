package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A bucket in memory whose clock is given, and which can be away or lose answers. */
public final class ClockedBucket implements ObjectStore {
  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final Map<String, Instant> created = new ConcurrentHashMap<>();
  private final InstantSource clock;

  /** Creations whose answer is lost once each. */
  volatile Predicate<String> losesAnswer = key -> false;

  private volatile boolean away;
  private volatile String refusal;
  private volatile CountDownLatch silence = new CountDownLatch(0);

  /** What the keys begin with for which it is silent. */
  private volatile String silentUnder = "";

  public ClockedBucket(InstantSource clock) {
    this.clock = clock;
  }

  /** From now on it does not answer, or does again. */
  public void away(boolean now) {
    away = now;
  }

  /** From now on no call is answered, or those that wait and all others are. */
  public void silent(boolean now) {
    silence.countDown();
    silentUnder = "";
    silence = new CountDownLatch(now ? 1 : 0);
  }

  /** From now on no call for a key that begins so is answered, until {@link #silent} says no. */
  public void silentUnder(String prefix) {
    silentUnder = prefix;
    silence = new CountDownLatch(1);
  }

  /** From now on it answers every call by saying why that is refused. */
  public void refuse(String why) {
    refusal = why;
  }

  private void call(String key) throws IOException {
    try {
      if (key.startsWith(silentUnder)) {
        silence.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("interrupted", e);
    }
    if (away) {
      throw new NoAnswerException("the connection was refused");
    }
    if (refusal != null) {
      throw new IOException(refusal);
    }
  }

  private static byte[] bytes(Source source) throws IOException {
    if (source instanceof Source.Staged staged) {
      return Files.readAllBytes(staged.file());
    }
    if (source instanceof Source.Copied copied) {
      return copied.content().bytes();
    }
    ByteBuffer buffer = ((Source.Bytes) source).buffer().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Override
  public Creation create(String key, Source source) throws IOException {
    call(key);
    boolean made = objects.putIfAbsent(key, bytes(source)) == null;
    created.putIfAbsent(key, clock.instant());
    if (made && losesAnswer.test(key)) {
      return Creation.UNKNOWN;
    }
    return made ? Creation.CREATED : Creation.TAKEN;
  }

  @Override
  public void replace(String key, Source source) throws IOException {
    call(key);
    objects.put(key, bytes(source));
    created.put(key, clock.instant());
  }

  @Override
  public Optional<Content> read(String key) throws IOException {
    call(key);
    return Optional.ofNullable(objects.get(key)).map(Content.Memory::new);
  }

  @Override
  public Optional<Entry> stat(String key) throws IOException {
    call(key);
    return Optional.ofNullable(objects.get(key)).map(bytes -> entry(key, bytes));
  }

  private Entry entry(String key, byte[] bytes) {
    return new Entry(key, bytes.length, created.getOrDefault(key, Instant.EPOCH));
  }

  @Override
  public void list(String prefix, String after, Consumer<Entry> each) throws IOException {
    call(prefix);
    objects.forEach(
        (key, bytes) -> {
          if (key.startsWith(prefix) && key.compareTo(after) > 0) {
            each.accept(entry(key, bytes));
          }
        });
  }

  @Override
  public boolean delete(String key) throws IOException {
    call(key);
    return objects.remove(key) != null;
  }

  /** In order. */
  public List<String> keys(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }
}
