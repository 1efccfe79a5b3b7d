package dev.widgetorigin.origin;

import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger LOG = LoggerFactory.getLogger(ListenersFile.class);

  private ListenersFile() {}

  /**
   * Replaces the file as a whole, so that nobody reads half of it. Where it cannot be written, as
   * on a full disk, that of the process before is deleted, too.
   */
  static void write(Path storeFolder, OriginServer server) throws IOException {
    Path file = storeFolder.resolve(StoreLayout.LISTENERS);
    Path temporary = null;
    boolean written = false;
    try {
      temporary =
          Files.createTempFile(storeFolder.resolve(StoreLayout.STAGING), "listeners", ".tmp");
      Files.writeString(temporary, json(server) + "\n");
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      written = true;
    } finally {
      if (!written) {
        forget(temporary);
        // That of the process before names ports that are not ours.
        forget(file);
      }
    }
  }

  private static void forget(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be deleted", file, e);
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
