package dev.widgetorigin.store.node;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.util.Optional;

/** The object {@code format.json}: says that there is a store, and of which format. */
public final class StoreFormat {
  private static final int FORMAT = 3;
  private static final String STORE = "widget-origin";

  private StoreFormat() {}

  /** True where there is a store; throws INCOMPATIBLE where it is one of another format. */
  public static boolean check(ObjectStore objects) throws IOException {
    Optional<byte[]> bytes = objects.bytes(StoreLayout.FORMAT);
    if (bytes.isEmpty()) {
      refuseRemains(objects);
      return false;
    }
    JsonIn.read(
        bytes.get(),
        "the store's format file",
        json -> {
          json.object(
              name -> {
                switch (name) {
                  case "format" -> format(json);
                  case "store" -> json.text();
                  default -> throw json.unknown("field", name);
                }
              });
          return FORMAT;
        });
    return true;
  }

  private static void format(JsonIn json) {
    int found = json.integer();
    if (found < FORMAT) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          "the store has format "
              + found
              + ", which an earlier build wrote; this one reads format "
              + FORMAT
              + " and does not convert. Start with a new folder (store.path) and publish again");
    } else if (found > FORMAT) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          "the store has format "
              + found
              + ", which a newer version wrote; this one reads format "
              + FORMAT
              + ". Run the newer version");
    }
  }

  /** A log without a format file is half a restore, or not ours. */
  private static void refuseRemains(ObjectStore objects) throws IOException {
    boolean[] remains = {false};
    objects.list(StoreLayout.LOG, entry -> remains[0] = true);
    objects.list(StoreLayout.HISTORY, entry -> remains[0] = true);
    if (remains[0]) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          "there is a log but no format file; was a restore or backup into it interrupted?");
    }
  }

  public static void write(ObjectStore objects) throws IOException {
    byte[] bytes =
        JsonOut.bytes(json -> json.begin().field("format", FORMAT).field("store", STORE).end());
    objects.ensure(StoreLayout.FORMAT, Source.of(bytes));
  }
}
