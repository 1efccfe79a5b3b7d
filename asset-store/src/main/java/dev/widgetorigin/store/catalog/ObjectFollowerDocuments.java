package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.FollowerDocuments;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Documents of followers as objects, of a node's own folder or of a bucket. */
public final class ObjectFollowerDocuments implements FollowerDocuments {
  private static final Pattern NAME = Pattern.compile("[a-z]{1,20}/[a-z0-9_-]{1,200}");
  private static final String END = ".json";

  private final ObjectStore objects;
  private final String folder;

  /**
   * @param folder with a slash at its end
   */
  public ObjectFollowerDocuments(ObjectStore objects, String folder) {
    this.objects = objects;
    this.folder = folder;
  }

  private String key(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name of a follower's document: '" + name + "'");
    }
    return folder + name + END;
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    objects.ensure(key(name), Source.of(bytes));
  }

  @Override
  public Optional<byte[]> get(String name) throws IOException {
    return objects.bytes(key(name));
  }

  @Override
  public SortedMap<String, Long> list() throws IOException {
    SortedMap<String, Long> found = new TreeMap<>();
    objects.list(
        folder,
        entry -> {
          String key = entry.key();
          String name =
              key.substring(
                  folder.length(), Math.max(folder.length(), key.length() - END.length()));
          if (key.endsWith(END) && NAME.matcher(name).matches()) {
            found.put(name, entry.size());
          }
        });
    return found;
  }

  @Override
  public boolean remove(String name) throws IOException {
    return objects.delete(key(name));
  }
}
