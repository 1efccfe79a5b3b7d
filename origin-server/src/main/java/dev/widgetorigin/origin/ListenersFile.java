package dev.widgetorigin.origin;

import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

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
    try {
      Path staging = storeFolder.resolve(StoreLayout.STAGING);
      Path temporary = Files.createTempFile(staging, "listeners", ".tmp");
      Files.writeString(temporary, json(server) + "\n");
      Files.move(
          temporary,
          storeFolder.resolve(StoreLayout.LISTENERS),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Code.UNAVAILABLE,
          StoreLayout.LISTENERS
              + " in the store folder, which tells others the ports, cannot be written: "
              + IoFailures.reason(e),
          e);
    }
  }

  /** Generated, not mapped: a mapper takes a good part of a start to make. */
  private static String json(OriginServer server) {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), json)) {
      out.writeStartObject();
      listener(
          out,
          "delivery",
          server.config().delivery().host(),
          server.deliveryPort(),
          server.deliveryUrl());
      listener(
          out,
          "control",
          server.config().control().host(),
          server.controlPort(),
          server.controlUrl());
      out.writeNumberProperty("pid", ProcessHandle.current().pid());
      out.writeEndObject();
    }
    return json.toString();
  }

  private static void listener(JsonGenerator out, String name, String host, int port, String url) {
    out.writeObjectPropertyStart(name);
    out.writeStringProperty("host", host);
    out.writeNumberProperty("port", port);
    out.writeStringProperty("url", url);
    out.writeEndObject();
  }
}
