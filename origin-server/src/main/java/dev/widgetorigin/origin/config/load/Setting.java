package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.value.Records;
import dev.widgetorigin.origin.config.value.Texts;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One thing that can be set: its key, its environment variable, its type and its default.
 *
 * @param key as in the file, e.g. {@code delivery.port}
 * @param variable e.g. {@code WIDGET_ORIGIN_DELIVERY_PORT}
 */
public record Setting(String key, String variable, Type type, Object defaultValue) {
  /** Every setting under a record, in the order of its components. */
  public static List<Setting> under(Record defaults, String prefix) {
    List<Setting> settings = new ArrayList<>();
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      String key = prefix + Texts.kebab(component.getName());
      Object value = Records.get(defaults, component);
      if (value instanceof Record group) {
        settings.addAll(under(group, key + "."));
      } else {
        settings.add(
            new Setting(key, Texts.environmentName(key), component.getGenericType(), value));
      }
    }
    return settings;
  }

  /** Its value in a configuration. */
  Object of(Record config) {
    Object value = config;
    for (String name : key.split("\\.", -1)) {
      Record group = (Record) value;
      value =
          Arrays.stream(group.getClass().getRecordComponents())
              .filter(each -> Texts.kebab(each.getName()).equals(name))
              .findFirst()
              .map(each -> Records.get(group, each))
              .orElse(null);
    }
    return value;
  }

  static Optional<Setting> byKey(List<Setting> settings, String key) {
    return settings.stream().filter(setting -> setting.key().equals(key)).findFirst();
  }
}
