package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cursor in an object, of a node's own folder or of a bucket: {@code 42 9f0c51d2…}, the last
 * batch that was handled and its id. Replaced in one durable step, so a crash leaves the old or the
 * new.
 */
public final class ObjectCursor implements Cursor {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectCursor.class);

  private final ObjectStore objects;
  private final String key;

  public ObjectCursor(ObjectStore objects, String key) {
    this.objects = objects;
    this.key = key;
  }

  @Override
  public Optional<Position> load() throws IOException {
    Optional<byte[]> bytes = objects.bytes(key);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    String text = new String(bytes.get(), StandardCharsets.UTF_8).strip();
    int space = text.indexOf(' ');
    String number = space < 0 ? text : text.substring(0, space);
    if (!number.matches("[0-9]{1,18}")) {
      LOG.error("{} is damaged: expected a number and an id; what it told is lost", key);
      return Optional.empty();
    }
    return Optional.of(
        new Position(Long.parseLong(number), space < 0 ? "" : text.substring(space + 1)));
  }

  @Override
  public void save(Position position) throws IOException {
    String text = position.sequence() + " " + position.id() + "\n";
    objects.replace(key, Source.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
