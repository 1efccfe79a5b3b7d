package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.config.value.Records;
import dev.widgetorigin.origin.config.value.Texts;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The value of a setting as a file would have it: texts, numbers, booleans, lists and maps; null
 * for none. What is, or may be, secret is not in it: the hash of a token, and of a URL in a list of
 * records all behind the host, for such URLs have keys in them ({@code https://hooks.example/…}).
 */
final class PlainValue {
  static final String HIDDEN = "(not shown)";

  private PlainValue() {}

  static Object of(Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Duration duration) {
      return Texts.show(duration);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(PlainValue::of).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((name, each) -> plain.put(name.toString(), of(each)));
      return plain;
    }
    return value instanceof Record item && !(value instanceof PublicUrl)
        ? item(item)
        : value.toString();
  }

  /** One of a list; what is not set is left out. */
  private static Map<String, Object> item(Record item) {
    Map<String, Object> plain = new LinkedHashMap<>();
    for (RecordComponent component : item.getClass().getRecordComponents()) {
      Object value = Records.get(item, component);
      boolean absent =
          value == null
              || Boolean.FALSE.equals(value)
              || (value instanceof List<?> list && list.isEmpty())
              || (value instanceof Map<?, ?> map && map.isEmpty());
      if (!absent) {
        String name = Texts.kebab(component.getName());
        plain.put(name, name.equals("sha256") ? HIDDEN : shown(of(value)));
      }
    }
    return plain;
  }

  private static Object shown(Object value) {
    if (!(value instanceof String text) || !text.contains("://")) {
      return value;
    }
    try {
      URI uri = new URI(text);
      boolean bare = (uri.getRawPath() == null || uri.getRawPath().length() < 2);
      return uri.getRawQuery() == null && uri.getRawUserInfo() == null && bare
          ? text
          : uri.getScheme() + "://" + (uri.getHost() == null ? "" : uri.getHost()) + "/…";
    } catch (URISyntaxException e) {
      return HIDDEN;
    }
  }
}
