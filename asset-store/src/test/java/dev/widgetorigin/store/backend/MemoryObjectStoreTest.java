package dev.widgetorigin.store.backend;

import java.nio.file.Path;

class MemoryObjectStoreTest extends ObjectStoreContract {
  @Override
  ObjectStore open() {
    return new MemoryObjectStore();
  }

  @Override
  Path staging() {
    return folder;
  }
}
