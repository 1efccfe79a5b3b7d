package dev.widgetorigin.store.node;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Which node this is: twelve hexadecimal digits in the file {@code node.id} of its own folder, made
 * at the first start. Batches of the log and the names of audit files carry it.
 */
final class NodeId {
  private static final int LENGTH = 12;
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{" + LENGTH + "}");

  private NodeId() {}

  /** Reads it; makes one of {@code ids} where there is none. */
  static String of(ObjectStore objects, Supplier<String> ids) throws IOException {
    Optional<byte[]> bytes = objects.bytes(StoreLayout.NODE);
    if (bytes.isPresent()) {
      String id = new String(bytes.get(), StandardCharsets.UTF_8).strip();
      if (!SHAPE.matcher(id).matches()) {
        throw new StoreException(
            Code.CORRUPT,
            StoreLayout.NODE
                + " is damaged: expected "
                + LENGTH
                + " hexadecimal digits. Delete it: the next start makes another");
      }
      return id;
    }
    String id = ids.get().substring(0, LENGTH);
    objects.ensure(StoreLayout.NODE, Source.of((id + "\n").getBytes(StandardCharsets.UTF_8)));
    return id;
  }
}
