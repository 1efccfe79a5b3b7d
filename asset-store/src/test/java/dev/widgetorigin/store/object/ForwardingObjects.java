package dev.widgetorigin.store.object;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Objects that are another store's: for tests that change or count a few of the calls. */
public abstract class ForwardingObjects implements ObjectStore {
  private final ObjectStore objects;

  protected ForwardingObjects(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public Creation create(String key, Source source) throws IOException {
    return objects.create(key, source);
  }

  @Override
  public void replace(String key, Source source) throws IOException {
    objects.replace(key, source);
  }

  @Override
  public Optional<Content> read(String key) throws IOException {
    return objects.read(key);
  }

  @Override
  public Optional<Entry> stat(String key) throws IOException {
    return objects.stat(key);
  }

  @Override
  public void list(String prefix, String after, Consumer<Entry> each) throws IOException {
    objects.list(prefix, after, each);
  }

  @Override
  public List<String> names(String folder) throws IOException {
    return objects.names(folder);
  }

  @Override
  public boolean delete(String key) throws IOException {
    return objects.delete(key);
  }
}
