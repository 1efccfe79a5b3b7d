package dev.widgetorigin.origin.admin;

import dev.widgetorigin.store.widget.Widget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What of a widget is switched off, as the control API shows it. */
final class SwitchJson {
  private static final int MOST = 1000;

  private SwitchJson() {}

  /** One entry each; {@code channel} is null for the whole widget. Empty where all is on. */
  static List<Map<String, Object>> of(Widget widget) {
    return widget.switches().entrySet().stream()
        .limit(MOST)
        .map(
            each -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("channel", each.getKey().equals(Widget.WHOLE) ? null : each.getKey());
              json.put("by", each.getValue().by());
              json.put("at", each.getValue().at().toString());
              json.put("reason", each.getValue().reason());
              return json;
            })
        .toList();
  }

  /** {@code all}, or the channels: {@code acme, shop}. */
  static String names(Widget widget) {
    return widget.switches().containsKey(Widget.WHOLE)
        ? "all"
        : String.join(", ", widget.switches().keySet().stream().limit(10).toList());
  }
}
