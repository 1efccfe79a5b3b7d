package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.origin.config.value.Records;
import dev.widgetorigin.origin.config.value.Texts;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes an {@link OriginConfig} of defaults, a file, the environment and the command line, the
 * later ones winning. Unknown keys and bad values are gathered and thrown together as one {@link
 * ConfigException}.
 *
 * <p>{@code delivery.port} in the file, {@code WIDGET_ORIGIN_DELIVERY_PORT} in the environment,
 * {@code --set delivery.port=0} on the command line. In the environment a list is separated by
 * commas and a mapping is {@code name=value} separated by commas; both may be YAML flow text too
 * ({@code [a, b]}).
 */
public final class ConfigLoader {
  /** The file that is read from the working directory where none is named. */
  public static final Path DEFAULT_FILE = Path.of("widget-origin.yaml");

  /** Settings whose values no message shows. */
  private static final Set<String> SECRET = Set.of("tokens");

  private final List<Setting> settings = Setting.under(OriginConfig.DEFAULTS, "");
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final GivenValues given = new GivenValues(settings, problems);

  /** Of all items of lists, also of those that a mistake keeps out of the configuration. */
  private final List<ValueReader.SecretOf> secrets = new ArrayList<>();

  private ConfigLoader() {}

  /**
   * @param file the configuration file, or null for {@link #DEFAULT_FILE} where it exists
   * @param overrides keys to values, from the command line
   */
  public static OriginConfig load(
      Path file, Map<String, String> environment, Map<String, String> overrides) {
    return reading(file, environment, overrides).finish(config -> List.of());
  }

  /**
   * The same, which also tells what is wrong with what the settings refer to; of secrets, those of
   * items of lists with a mistake too.
   *
   * @param more looks at that. Where a setting has a mistake itself, it is given the default, and
   *     of a list the items that have none. A problem whose key is a setting is told with the place
   *     where that is set
   */
  public static OriginConfig load(
      Path file,
      Map<String, String> environment,
      Map<String, String> overrides,
      Function<OriginConfig, List<ConfigProblem>> more) {
    ConfigLoader loader = reading(file, environment, overrides);
    return loader.finish(
        config -> {
          List<ConfigProblem> found = new ArrayList<>(more.apply(config));
          for (ValueReader.SecretOf each : loader.secrets) {
            found.addAll(
                Secrets.problemsOf(
                    () ->
                        Secrets.required(
                            variable -> Secrets.read(environment, variable),
                            each.variable(),
                            each.user())));
          }
          return found;
        });
  }

  /**
   * Every setting with the value that {@link #load} gives it, and where that comes from; in the
   * order of the records. Throws what {@link #load} throws.
   */
  public static List<SettingInForce> explain(
      Path file, Map<String, String> environment, Map<String, String> overrides) {
    ConfigLoader loader = reading(file, environment, overrides);
    OriginConfig config = loader.finish(settings -> List.of());
    List<SettingInForce> all = new ArrayList<>();
    for (Setting setting : loader.settings) {
      List<SettingInForce.Place> places = new ArrayList<>();
      for (GivenValue each = loader.given.get(setting.key()); each != null; each = each.over()) {
        places.add(SettingInForce.Place.of(each.where(), each.name()));
      }
      all.add(new SettingInForce(setting, setting.of(config), List.copyOf(places)));
    }
    return all;
  }

  private static ConfigLoader reading(
      Path file, Map<String, String> environment, Map<String, String> overrides) {
    ConfigLoader loader = new ConfigLoader();
    loader.given.readCredentials(environment);
    if (file != null || Files.exists(DEFAULT_FILE)) {
      loader.given.readFile(file == null ? DEFAULT_FILE : file);
    }
    loader.given.readEnvironment(environment);
    loader.given.readOverrides(overrides);
    return loader;
  }

  /** The defaults and what is given here; neither file nor environment are looked at. */
  public static OriginConfig loadOnly(Map<String, String> overrides) {
    ConfigLoader loader = new ConfigLoader();
    loader.given.readOverrides(overrides);
    return loader.finish(settings -> List.of());
  }

  private OriginConfig finish(Function<OriginConfig, List<ConfigProblem>> more) {
    OriginConfig config = bind(OriginConfig.DEFAULTS, "");
    more.apply(config).forEach(each -> problems.add(located(each)));
    if (!problems.isEmpty()) {
      throw new ConfigException(List.copyOf(new LinkedHashSet<>(problems)));
    }
    return config;
  }

  private ConfigProblem located(ConfigProblem problem) {
    GivenValue value = given.get(problem.key());
    return value == null
        ? problem
        : new ConfigProblem(value.where(), value.name(), problem.message());
  }

  private <T extends Record> T bind(T defaults, String prefix) {
    @SuppressWarnings("unchecked") // a record's class is exactly that of the value
    Class<T> type = (Class<T>) defaults.getClass();
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      String key = prefix + Texts.kebab(components[i].getName());
      Object fallback = Records.get(defaults, components[i]);
      values[i] =
          fallback instanceof Record group
              ? bind(group, key + ".")
              : value(key, components[i], fallback);
    }
    try {
      return Records.create(type, values);
    } catch (Checks.InvalidSettings e) {
      e.invalid().forEach(each -> invalid(prefix, each));
      return without(e.invalid(), defaults, type, values);
    }
  }

  /** The same with the defaults of what must not be so; all defaults where that is not enough. */
  private static <T extends Record> T without(
      List<Checks.Invalid> invalid, T defaults, Class<T> type, Object[] values) {
    RecordComponent[] components = type.getRecordComponents();
    for (int i = 0; i < values.length; i++) {
      String name = components[i].getName();
      if (invalid.stream().anyMatch(each -> each.component().equals(name))) {
        values[i] = Records.get(defaults, components[i]);
      }
    }
    try {
      return Records.create(type, values);
    } catch (Checks.InvalidSettings e) {
      return defaults;
    }
  }

  private Object value(String key, RecordComponent component, Object fallback) {
    GivenValue value = given.get(key);
    if (value == null) {
      return fallback;
    }
    try {
      Object read = ValueReader.read(component.getGenericType(), value.tree());
      noteSecrets(key, read instanceof List<?> items ? items : List.of());
      return read;
    } catch (ValueReader.Unreadable e) {
      for (ValueProblem each : e.problems()) {
        String found =
            SECRET.contains(key) && each.isForm()
                ? "something else (not shown: it may be secret)"
                : each.found();
        problem(
            value.where(each.line()),
            each.under(value.name()),
            "expected " + each.expected() + ", found " + found);
      }
      noteSecrets(key, e.rest().items());
      e.rest().secrets().forEach(each -> secrets.add(each.under(key)));
      return List.of().equals(fallback) ? e.rest().items() : fallback;
    }
  }

  private void noteSecrets(String key, List<?> items) {
    for (Object item : items) {
      if (item instanceof Record made) {
        ValueReader.SecretOf.of(made).ifPresent(each -> secrets.add(each.under(key)));
      }
    }
  }

  private void invalid(String prefix, Checks.Invalid invalid) {
    String key = prefix + Texts.kebab(invalid.component());
    GivenValue value = given.get(key);
    problem(
        value == null ? "configuration" : value.where(),
        value == null ? key : value.name(),
        "expected " + invalid.expected() + ", found " + invalid.found());
  }

  private void problem(String where, String key, String message) {
    problems.add(new ConfigProblem(where, key, message));
  }
}
