package dev.widgetorigin.origin.config;

import java.nio.file.Path;

/** Where the store folder is. */
public record StoreConfig(Path path) {
  public static final StoreConfig DEFAULTS = new StoreConfig(Path.of("widget-origin-data"));
}
