package dev.widgetorigin.origin;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code listeners.json} in the store folder: where a running origin listens, for tools that asked
 * for port 0.
 *
 * <pre>{@code
 * {"delivery":{"host":"127.0.0.1","port":40123,"url":"http://127.0.0.1:40123"},"control":{…}}
 * }</pre>
 */
final class ListenersFile {
  private ListenersFile() {}

  /** Replaces the file as a whole, so that nobody reads half of it. */
  static void write(Path storeFolder, OriginServer server) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.putObject("delivery")
        .put("host", server.config().delivery().host())
        .put("port", server.deliveryPort())
        .put("url", server.deliveryUrl());
    json.putObject("control")
        .put("host", server.config().control().host())
        .put("port", server.controlPort())
        .put("url", server.controlUrl());
    json.put("pid", ProcessHandle.current().pid());
    try {
      Path temporary = Files.createTempFile(storeFolder, "listeners", ".tmp");
      Files.writeString(temporary, json + "\n");
      Files.move(
          temporary,
          storeFolder.resolve(StoreLayout.LISTENERS),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Code.UNAVAILABLE, "listeners.json cannot be written", e);
    }
  }
}
