package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.origin.delivery.route.DictionaryPattern;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.store.DeltaRules;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.widget.WidgetSettings.Deltas;

/**
 * Which answers make a file a dictionary for later ones, and may be deltas themselves (RFC 9842).
 *
 * @param mode where a widget has no setting of its own
 */
record DictionaryFields(Deltas mode) {
  /** As the configuration has it. */
  static DictionaryFields of(DeliveryConfig config) {
    return new DictionaryFields(Deltas.valueOf(config.deltas().name()));
  }

  /** How the file varies at that URL. */
  Asset.Varying varying(ResolvedTarget target, AssetEntry entry) {
    Deltas own = target.widget().settings().deltas();
    boolean here =
        switch (own == null ? mode : own) {
          case EXACT -> target.exact();
          case ALL -> true;
          case OFF -> false;
        };
    return new Asset.Varying(
        !entry.variants().isEmpty() || MediaTypes.compressible(MediaTypes.of(entry.path())),
        here && DeltaRules.takesPart(entry.path(), entry.size()));
  }

  /**
   * Adds {@code Use-As-Dictionary} with the pattern and the destination of the type. JSON and
   * WebAssembly name no destination, for pages fetch them in more than one way.
   *
   * @param mount what stands before the path for clients; empty for nothing
   */
  static void addTo(
      HeaderBlock.Builder headers,
      ResolvedTarget target,
      String mount,
      String rawPath,
      String type) {
    String pattern = DictionaryPattern.of(mount, rawPath, target.path(), target.exact());
    if (pattern == null) {
      return;
    }
    String destination = "";
    if (MediaTypes.isScript(type)) {
      destination = ", match-dest=(\"script\")";
    } else if (MediaTypes.isStyle(type)) {
      destination = ", match-dest=(\"style\")";
    }
    headers.add("Use-As-Dictionary", "match=" + pattern + destination);
  }
}
