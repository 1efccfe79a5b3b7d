package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.loader.LoaderPlan.Result;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.Widget;
import dev.widgetorigin.store.WidgetSettings;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The immutable form of loaders: of one exact version, without rollout and channels, named by a
 * hash of its bytes.
 *
 * <p>Nothing is stored for it: its bytes follow from the version, the template and the settings,
 * and the settings of all times are in the widget's history. So a page may keep such a URL with its
 * integrity hash for ever, whatever the settings become. May block.
 */
final class FrozenLoaders {
  private static final int HASH_LENGTH = 32;
  private static final int PAGE = 200;
  private static final int MAX_PAGES = 50;

  private final LoaderPlan plan;
  private final LoaderScript script;
  private final Catalog catalog;

  FrozenLoaders(LoaderPlan plan, LoaderScript script, Catalog catalog) {
    this.plan = plan;
    this.script = script;
    this.catalog = catalog;
  }

  byte[] bytes(LoaderData data) {
    return script.classic(data.frozen()).getBytes(StandardCharsets.UTF_8);
  }

  /** Names the bytes in the URL. */
  static String hash(byte[] bytes) {
    return Digest.sha256(bytes).toString().substring(0, HASH_LENGTH);
  }

  /** The bytes that once were made for that version with that hash, or null. */
  byte[] find(Widget widget, Selector.Exact version, String hash) {
    byte[] present = matching(widget, version, LoaderPlan.settings(widget), hash);
    if (present != null) {
      return present;
    }
    for (WidgetSettings.Loader settings : everSet(widget.state().name())) {
      byte[] past = matching(widget, version, settings, hash);
      if (past != null) {
        return past;
      }
    }
    return null;
  }

  private byte[] matching(
      Widget widget, Selector.Exact version, WidgetSettings.Loader settings, String hash) {
    Result result = plan.decide(widget, version, settings);
    if (result.data() == null) {
      return null;
    }
    byte[] bytes = bytes(result.data());
    return hash(bytes).equals(hash) ? bytes : null;
  }

  private Set<WidgetSettings.Loader> everSet(WidgetName name) {
    Set<WidgetSettings.Loader> all = new LinkedHashSet<>();
    long before = Long.MAX_VALUE;
    for (int page = 0; page < MAX_PAGES; page++) {
      List<ChangeBatch> batches = catalog.history(name, before, PAGE);
      for (ChangeBatch batch : batches) {
        for (Change change : batch.changes()) {
          if (change instanceof Change.SettingsChanged settings && settings.widget().equals(name)) {
            WidgetSettings.Loader loader = settings.settings().loader();
            all.add(loader == null ? WidgetSettings.Loader.DEFAULTS : loader);
          }
        }
      }
      if (batches.size() < PAGE) {
        break;
      }
      before = batches.get(batches.size() - 1).sequence();
    }
    all.add(WidgetSettings.Loader.DEFAULTS);
    return all;
  }
}
