package dev.widgetorigin.store.object;

import java.nio.file.Path;

class MemoryObjectsTest extends ObjectStoreContract {
  @Override
  protected ObjectStore open() {
    return new MemoryObjects();
  }

  @Override
  protected Path staging() {
    return folder;
  }
}
