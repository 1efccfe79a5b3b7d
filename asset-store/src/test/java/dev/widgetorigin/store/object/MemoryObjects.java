package dev.widgetorigin.store.object;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Objects in a map, with faults on demand. */
public final class MemoryObjects implements ObjectStore {
  /** What goes wrong with a call. */
  public enum Fault {
    NONE,
    /** Nothing is done, and an exception says so. */
    ERROR,
    /** It is done, and the answer is lost. */
    ANSWER_LOST,
    /** It is not done, and the answer is lost. */
    CALL_LOST,
    /** It is done at the next call of anybody, and the answer is lost. */
    DELAYED
  }

  /** Decides what goes wrong with a creation; asked before it. */
  @FunctionalInterface
  public interface Faults {
    Fault of(String verb, String key);
  }

  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final Map<String, Instant> created = new ConcurrentHashMap<>();
  private final Faults faults;
  private final InstantSource clock;
  private Map.Entry<String, byte[]> delayed;

  public MemoryObjects() {
    this((verb, key) -> Fault.NONE);
  }

  public MemoryObjects(Faults faults) {
    this(faults, () -> Instant.EPOCH);
  }

  public MemoryObjects(Faults faults, InstantSource clock) {
    this.faults = faults;
    this.clock = clock;
  }

  private synchronized Fault next(String verb, String key) throws IOException {
    if (delayed != null) {
      objects.putIfAbsent(delayed.getKey(), delayed.getValue());
      delayed = null;
    }
    Fault fault = faults.of(verb, key);
    if (fault == Fault.ERROR) {
      throw new NoAnswerException("the connection was refused");
    }
    return fault;
  }

  @Override
  public Creation create(String key, Source source) throws IOException {
    Fault fault = next("create", key);
    byte[] bytes = bytes(source);
    switch (fault) {
      case CALL_LOST -> {
        return Creation.UNKNOWN;
      }
      case DELAYED -> {
        synchronized (this) {
          delayed = Map.entry(key, bytes);
        }
        return Creation.UNKNOWN;
      }
      default -> {
        Creation made = objects.putIfAbsent(key, bytes) == null ? Creation.CREATED : Creation.TAKEN;
        created.putIfAbsent(key, clock.instant());
        if (fault == Fault.ANSWER_LOST) {
          return Creation.UNKNOWN;
        }
        return made;
      }
    }
  }

  @Override
  public void replace(String key, Source source) throws IOException {
    next("replace", key);
    objects.put(key, bytes(source));
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
  public Optional<Content> read(String key) throws IOException {
    next("read", key);
    return Optional.ofNullable(objects.get(key)).map(Content.Memory::new);
  }

  @Override
  public Optional<Entry> stat(String key) throws IOException {
    next("stat", key);
    return Optional.ofNullable(objects.get(key)).map(bytes -> entry(key, bytes));
  }

  private Entry entry(String key, byte[] bytes) {
    return new Entry(key, bytes.length, created.getOrDefault(key, Instant.EPOCH));
  }

  @Override
  public void list(String prefix, String after, Consumer<Entry> each) throws IOException {
    next("list", prefix);
    for (Map.Entry<String, byte[]> object : objects.tailMap(prefix, true).entrySet()) {
      if (!object.getKey().startsWith(prefix)) {
        break;
      }
      if (object.getKey().compareTo(after) > 0) {
        each.accept(entry(object.getKey(), object.getValue()));
      }
    }
  }

  @Override
  public boolean delete(String key) throws IOException {
    next("delete", key);
    return objects.remove(key) != null;
  }
}
