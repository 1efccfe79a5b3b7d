package dev.widgetorigin.store.blob;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.LoaderTexts;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Loaders as objects. */
public final class LoaderObjects implements LoaderTexts {
  /**
   * A version has one for each loader setting and each template that it was asked for under; so
   * many are a mistake, not a use.
   */
  static final int MAX_OF_A_VERSION = 1000;

  private final ObjectStore objects;

  public LoaderObjects(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public boolean keep(WidgetName widget, Version version, byte[] text) {
    String name = LoaderTexts.name(text);
    String key = StoreLayout.loader(widget, version, name);
    try {
      Optional<byte[]> there = objects.bytes(key);
      if (there.isPresent()) {
        if (!Arrays.equals(there.get(), text)) {
          // The same name is the same text: what is there is damaged.
          objects.replace(key, Source.of(text));
        }
        return true;
      }
      AtomicInteger count = new AtomicInteger();
      objects.list(StoreLayout.loaders(widget, version), entry -> count.incrementAndGet());
      if (count.get() >= MAX_OF_A_VERSION) {
        return false;
      }
      objects.ensure(key, Source.of(text));
      return true;
    } catch (IOException e) {
      throw IoFailures.unavailable("keep a loader of " + widget + "@" + version, e);
    }
  }

  @Override
  public Optional<byte[]> find(WidgetName widget, Version version, String name) {
    try {
      return read(StoreLayout.loader(widget, version, name));
    } catch (IOException e) {
      throw IoFailures.unavailable("read a loader of " + widget + "@" + version, e);
    }
  }

  /** By its key; verified by its name. */
  public Optional<byte[]> read(String key) throws IOException {
    Optional<byte[]> text = objects.bytes(key);
    if (text.isPresent() && !LoaderTexts.name(text.get()).equals(StoreLayout.loaderName(key))) {
      throw new StoreException(
          Code.CORRUPT,
          StoreLayout.loaderTitle(key)
              + " is damaged: expected its name as SHA-256, found "
              + LoaderTexts.name(text.get()));
    }
    return text;
  }
}
