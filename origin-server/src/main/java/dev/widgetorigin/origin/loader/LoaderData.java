package dev.widgetorigin.origin.loader;

import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.List;

/**
 * All that one loader says.
 *
 * @param template the number of the template that it is made of
 * @param canary the version in a rollout, or null
 * @param rollout null where canary is
 * @param quarantined sites that are held back from the rollout
 * @param selector what the loader is of, e.g. {@code latest}
 * @param channels of the widget, of which a page's URL may ask for another
 */
record LoaderData(
    WidgetName widget,
    int template,
    WidgetSettings.Loader settings,
    Files stable,
    Files canary,
    Rollout rollout,
    List<String> quarantined,
    Selector selector,
    List<String> channels) {
  /** What is loaded of a version, in order: styles, then the script. */
  record Files(Version version, List<AssetEntry> entries) {}

  /** The same for one version and for ever. */
  LoaderData frozen() {
    return new LoaderData(
        widget,
        template,
        settings,
        stable,
        null,
        null,
        List.of(),
        new Selector.Exact(stable.version()),
        List.of());
  }

  /** The same made of another template. */
  LoaderData of(int number) {
    return new LoaderData(
        widget, number, settings, stable, canary, rollout, quarantined, selector, channels);
  }
}
