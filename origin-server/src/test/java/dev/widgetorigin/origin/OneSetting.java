package dev.widgetorigin.origin;

import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.List;
import java.util.Map;

/** Settings of a widget of which one is given, and all others are left out. */
public final class OneSetting {
  private OneSetting() {}

  public static WidgetSettings aliasMode(WidgetSettings.AliasMode mode) {
    return new WidgetSettings(mode, null, null, null, null, null, null, null, null);
  }

  public static WidgetSettings cors(WidgetSettings.Cors cors) {
    return new WidgetSettings(null, cors, null, null, null, null, null, null, null);
  }

  public static WidgetSettings fallback(List<String> paths) {
    return new WidgetSettings(null, null, paths, null, null, null, null, null, null);
  }

  public static WidgetSettings cacheControl(Map<String, String> byClass) {
    return new WidgetSettings(null, null, null, byClass, null, null, null, null, null);
  }

  public static WidgetSettings signing(WidgetSettings.Signing signing) {
    return new WidgetSettings(null, null, null, null, null, null, signing, null, null);
  }

  public static WidgetSettings publicVersions(boolean whether) {
    return new WidgetSettings(null, null, null, null, null, null, null, null, whether);
  }
}
