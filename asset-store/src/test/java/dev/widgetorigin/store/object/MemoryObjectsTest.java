package dev.widgetorigin.store.object;

import java.nio.file.Path;

class MemoryObjectsTest extends ObjectStoreContract {
  @Override
  ObjectStore open() {
    return new MemoryObjects();
  }

  @Override
  Path staging() {
    return folder;
  }
}
