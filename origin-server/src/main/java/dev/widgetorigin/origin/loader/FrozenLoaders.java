package dev.widgetorigin.origin.loader;

import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.LoaderTexts;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.widget.Widget;
import java.nio.charset.StandardCharsets;

/**
 * The immutable form of loaders: of one exact version, without rollout and channels, named by a
 * hash of its bytes.
 *
 * <p>Its bytes are stored before anybody is told its URL, so a page may keep that URL with its
 * integrity hash for ever, whatever the settings, the widget or this program's template become. May
 * block.
 */
final class FrozenLoaders {
  private final LoaderPlan plan;
  private final LoaderScript script;
  private final LoaderTexts texts;

  FrozenLoaders(LoaderPlan plan, LoaderScript script, Store store) {
    this.plan = plan;
    this.script = script;
    this.texts = store.loaders();
  }

  /** What would be promised now. */
  byte[] bytes(LoaderData data) {
    return script.classic(data.frozen()).getBytes(StandardCharsets.UTF_8);
  }

  /** Stores it; false where it cannot be promised, because the version has too many already. */
  boolean keep(LoaderData data, byte[] bytes) {
    return texts.keep(data.widget(), data.stable().version(), bytes);
  }

  /** The bytes that were promised for that version under that name, or null. */
  byte[] find(Widget widget, Version version, String name) {
    try {
      return texts
          .find(widget.state().name(), version, name)
          .orElseGet(() -> asNow(widget, version, name));
    } catch (StoreException e) {
      byte[] same = asNow(widget, version, name);
      if (same == null) {
        throw e;
      }
      return same;
    }
  }

  /** A text that was lost or damaged may still be what would be made now, by any template. */
  private byte[] asNow(Widget widget, Version version, String name) {
    LoaderData data = plan.decide(widget, new Selector.Exact(version)).data();
    if (data == null) {
      return null;
    }
    for (int number = LoaderTemplates.NEWEST; number >= LoaderTemplates.OLDEST; number--) {
      byte[] bytes = bytes(data.of(number));
      if (LoaderTexts.name(bytes).equals(name)) {
        return bytes;
      }
    }
    return null;
  }
}
