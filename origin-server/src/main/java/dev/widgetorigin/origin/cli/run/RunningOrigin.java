package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Whether an origin runs on a store, by the process that listeners.json names. */
final class RunningOrigin {
  private RunningOrigin() {}

  static boolean on(Path folder) {
    try {
      String json = Files.readString(folder.resolve(StoreLayout.LISTENERS));
      long pid = JsonMapper.shared().readTree(json).path("pid").asLong(-1);
      return pid > 0 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    } catch (IOException | JacksonException e) {
      return false;
    }
  }
}
