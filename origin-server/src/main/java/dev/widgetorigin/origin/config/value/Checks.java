package dev.widgetorigin.origin.config.value;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Gathers everything that is wrong with one record's components, so that an operator sees all of it
 * at once: {@code new Checks().port("port", port).done()} in a compact constructor.
 */
public final class Checks {
  /** One component that holds what it must not. */
  public record Invalid(String component, String expected, String found) {}

  private final List<Invalid> invalid = new ArrayList<>();

  public Checks that(boolean holds, String component, String expected, Object found) {
    if (!holds) {
      invalid.add(new Invalid(component, expected, String.valueOf(found)));
    }
    return this;
  }

  public Checks range(String component, long value, long min, long max) {
    return that(value >= min && value <= max, component, min + " to " + max, value);
  }

  public Checks port(String component, int value) {
    return that(
        value >= 0 && value <= 65_535, component, "a port, 0 to 65535 (0 picks a free one)", value);
  }

  public Checks positive(String component, Duration value) {
    return that(
        value.compareTo(Duration.ZERO) > 0, component, "a duration above zero", Texts.show(value));
  }

  public Checks notNegative(String component, Duration value) {
    return that(!value.isNegative(), component, "a duration of zero or more", Texts.show(value));
  }

  public Checks text(String component, String value) {
    return that(value != null && !value.isBlank(), component, "some text", "\"" + value + "\"");
  }

  /** A header's value: visible ASCII and spaces, so that no setting can break a message. */
  public Checks headerValue(String component, String value) {
    return that(
        !value.isBlank() && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f),
        component,
        "a header value of visible ASCII, e.g. public, max-age=300",
        "\"" + value + "\"");
  }

  /** Never for shared caches alone: those have fields of their own. */
  public Checks cacheControl(String component, String value) {
    return headerValue(component, value)
        .that(
            !value.toLowerCase(Locale.ROOT).contains("s-maxage"),
            component,
            "a Cache-Control value without s-maxage, e.g. public, max-age=300",
            "\"" + value + "\"");
  }

  public <T> Checks each(String component, List<T> values, String expected, Predicate<T> holds) {
    for (T value : values) {
      that(holds.test(value), component, expected, "\"" + value + "\"");
    }
    return this;
  }

  /** {@code trustedProxies}: each an address or a CIDR block. */
  public Checks trustedProxies(List<String> values) {
    return each(
        "trustedProxies",
        values,
        "an address or a CIDR block, e.g. 10.0.0.0/8",
        value -> AddressBlock.parse(value).isPresent());
  }

  /** Has each entry looked at. */
  public Checks all(Map<String, String> entries, Entry entry) {
    new TreeMap<>(entries).forEach((name, value) -> entry.check(this, name, value));
    return this;
  }

  /** Looks at one entry of a mapping. */
  @FunctionalInterface
  public interface Entry {
    void check(Checks checks, String name, String value);
  }

  public void done() {
    if (!invalid.isEmpty()) {
      throw new InvalidSettings(List.copyOf(invalid));
    }
  }

  /** Thrown by a record that was given what it cannot hold. */
  public static final class InvalidSettings extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Invalid> invalid;

    InvalidSettings(List<Invalid> invalid) {
      super(invalid.toString());
      this.invalid = invalid;
    }

    public List<Invalid> invalid() {
      return invalid;
    }
  }
}
