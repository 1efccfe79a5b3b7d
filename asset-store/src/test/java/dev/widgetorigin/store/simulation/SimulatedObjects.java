package dev.widgetorigin.store.simulation;

import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The bucket of a simulation. Every call is a step at which the caller may die, sleep, or get an
 * error or no answer; what a lost call was to create may still come to be, much later.
 */
final class SimulatedObjects {
  private static final double ERROR = 0.004;
  private static final double ANSWER_LOST = 0.08;
  private static final double CALL_LOST = 0.02;
  private static final double DELAYED = 0.03;
  private static final double LANDS = 0.05;

  /** Looks at each change of the bucket. */
  interface Watcher {
    void created(String key, byte[] bytes);

    void deleted(String key);
  }

  private record Late(String key, byte[] bytes) {}

  private final Simulation simulation;
  private final Watcher watcher;
  private final TreeMap<String, byte[]> objects = new TreeMap<>();
  private final List<Late> late = new ArrayList<>();

  /** Without, no call fails: for the look at the end. */
  private boolean faults = true;

  SimulatedObjects(Simulation simulation, Watcher watcher) {
    this.simulation = simulation;
    this.watcher = watcher;
  }

  /** All that was under way has landed, and nothing fails any more. */
  void calm() {
    faults = false;
    while (!late.isEmpty()) {
      land(late.remove(0));
    }
  }

  boolean holds(String prefix) {
    String key = objects.ceilingKey(prefix);
    return key != null && key.startsWith(prefix);
  }

  private void land(Late one) {
    if (!objects.containsKey(one.key())) {
      objects.put(one.key(), one.bytes());
      watcher.created(one.key(), one.bytes());
    }
  }

  private boolean happens(double chance) {
    return faults && simulation.random().nextDouble() < chance;
  }

  private void step() throws IOException {
    simulation.step();
    if (!late.isEmpty() && happens(LANDS)) {
      land(late.remove(simulation.random().nextInt(late.size())));
    }
    if (happens(ERROR)) {
      throw new IOException("the connection was refused");
    }
  }

  /** The bucket as a node sees it. */
  ObjectStore view() {
    return new View();
  }

  private final class View implements ObjectStore {
    @Override
    public Creation create(String key, Source source) throws IOException {
      step();
      byte[] bytes = bytes(source);
      if (happens(CALL_LOST)) {
        return Creation.UNKNOWN;
      }
      if (happens(DELAYED)) {
        late.add(new Late(key, bytes));
        return Creation.UNKNOWN;
      }
      boolean free = !objects.containsKey(key);
      if (free) {
        objects.put(key, bytes);
        watcher.created(key, bytes);
      }
      if (happens(ANSWER_LOST)) {
        return Creation.UNKNOWN;
      }
      return free ? Creation.CREATED : Creation.TAKEN;
    }

    @Override
    public void replace(String key, Source source) throws IOException {
      step();
      objects.put(key, bytes(source));
    }

    private byte[] bytes(Source source) {
      ByteBuffer buffer = ((Source.Bytes) source).buffer().duplicate();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }

    @Override
    public Optional<Content> read(String key) throws IOException {
      step();
      return Optional.ofNullable(objects.get(key)).map(Content.Memory::new);
    }

    @Override
    public Optional<Entry> stat(String key) throws IOException {
      step();
      return Optional.ofNullable(objects.get(key)).map(bytes -> entry(key, bytes));
    }

    private Entry entry(String key, byte[] bytes) {
      return new Entry(key, bytes.length, Instant.EPOCH);
    }

    @Override
    public void list(String prefix, String after, Consumer<Entry> each) throws IOException {
      step();
      List<Entry> found = new ArrayList<>();
      for (Map.Entry<String, byte[]> object : objects.tailMap(prefix, true).entrySet()) {
        if (!object.getKey().startsWith(prefix)) {
          break;
        }
        if (object.getKey().compareTo(after) > 0) {
          found.add(entry(object.getKey(), object.getValue()));
        }
      }
      found.forEach(each);
    }

    @Override
    public boolean delete(String key) throws IOException {
      step();
      boolean there = objects.remove(key) != null;
      if (there) {
        watcher.deleted(key);
      }
      return there;
    }
  }
}
