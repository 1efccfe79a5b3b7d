package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.origin.config.value.Records;
import dev.widgetorigin.origin.config.value.Texts;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /**
   * Variables with the prefix that are neither settings nor secrets: the client's, the launcher's.
   */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "WIDGET_ORIGIN_SERVER",
          // Of deploy/publish.sh, which a pipeline may have set for all that it runs.
          "WIDGET_ORIGIN_CHANNEL",
          "WIDGET_ORIGIN_UNPIN",
          "WIDGET_ORIGIN_CONFIG",
          "WIDGET_ORIGIN_COMMAND",
          "WIDGET_ORIGIN_CRASH",
          "WIDGET_ORIGIN_JAVA_OPTS");

  /** Settings that a systemd credential of that name may stand for. */
  private static final List<String> CREDENTIALS = List.of("tls.certificate", "tls.key");

  /** Settings whose values no message shows. */
  private static final Set<String> SECRET = Set.of("tokens");

  private final List<Setting> settings = Setting.under(OriginConfig.DEFAULTS, "");
  private final Map<String, Given> given = new TreeMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();

  /** Of all items of lists, also of those that a mistake keeps out of the configuration. */
  private final List<ValueReader.SecretOf> secrets = new ArrayList<>();

  /**
   * @param over what it wins over; null where it is the first
   */
  private record Given(String where, String name, YamlTree tree, Given over) {
    Given(String where, String name, YamlTree tree) {
      this(where, name, tree, null);
    }

    Given over(Given other) {
      return new Given(where, name, tree, other);
    }

    /** Where a part of it is; only a file's text has lines. */
    String where(int line) {
      String own = ":" + tree.line();
      boolean hasLines = line > 0 && where.endsWith(own);
      return hasLines ? where.substring(0, where.length() - own.length()) + ":" + line : where;
    }
  }

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
      for (Given each = loader.given.get(setting.key()); each != null; each = each.over()) {
        places.add(SettingInForce.Place.of(each.where(), each.name()));
      }
      all.add(new SettingInForce(setting, setting.of(config), List.copyOf(places)));
    }
    return all;
  }

  private static ConfigLoader reading(
      Path file, Map<String, String> environment, Map<String, String> overrides) {
    ConfigLoader loader = new ConfigLoader();
    loader.readCredentials(environment);
    if (file != null || Files.exists(DEFAULT_FILE)) {
      loader.readFile(file == null ? DEFAULT_FILE : file);
    }
    loader.readEnvironment(environment);
    loader.readOverrides(overrides);
    return loader;
  }

  /** The defaults and what is given here; neither file nor environment are looked at. */
  public static OriginConfig loadOnly(Map<String, String> overrides) {
    ConfigLoader loader = new ConfigLoader();
    loader.readOverrides(overrides);
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
    Given value = given.get(problem.key());
    return value == null
        ? problem
        : new ConfigProblem(value.where(), value.name(), problem.message());
  }

  private void readFile(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      YamlTree root = YamlTree.parse(Files.readString(file));
      if (root.entries() == null && root.value() != null) {
        problem(
            name,
            "the file",
            "expected settings such as 'delivery: {port: 8080}', found " + root.show());
      } else if (root.entries() != null) {
        readGroup(name, "", root.entries());
      }
    } catch (CharacterCodingException e) {
      problem(name, "the file", file + " is not text in UTF-8; save it as UTF-8");
    } catch (NoSuchFileException e) {
      problem(name, "the file", "there is no file " + file + "; --config or a variable names it");
    } catch (IOException e) {
      problem(
          name,
          "the file",
          "%s cannot be read (%s); name another with --config or correct its permissions"
              .formatted(file.toAbsolutePath(), FileTrouble.why(file, e)));
    } catch (YamlTree.Malformed e) {
      problem(name + ":" + e.line(), "the file", "this is not YAML: " + e.getMessage());
    }
  }

  private void readGroup(String file, String prefix, Map<String, YamlTree> entries) {
    entries.forEach(
        (name, tree) -> {
          String key = prefix + name;
          String where = file + ":" + tree.line();
          if (Setting.byKey(settings, key).isPresent()) {
            give(key, new Given(where, key, tree));
          } else if (settings.stream().noneMatch(each -> each.key().startsWith(key + "."))) {
            unknown(where, key, names());
          } else if (tree.entries() != null) {
            readGroup(file, key + ".", tree.entries());
          } else if (tree.value() != null) {
            problem(
                where,
                key,
                "this is a group of settings, not a setting: expected e.g. '"
                    + settings.stream()
                        .map(Setting::key)
                        .filter(each -> each.startsWith(key + "."))
                        .findFirst()
                        .orElseThrow()
                        .replace(key + ".", key + ": {")
                    + ": …}', found "
                    + tree.show());
          }
        });
  }

  /** Every key, and every group of keys. */
  private List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Setting setting : settings) {
      names.add(setting.key());
      for (int dot = setting.key().indexOf('.');
          dot > 0;
          dot = setting.key().indexOf('.', dot + 1)) {
        names.add(setting.key().substring(0, dot));
      }
    }
    return List.copyOf(names);
  }

  private void readEnvironment(Map<String, String> environment) {
    Map<String, Setting> byVariable = new LinkedHashMap<>();
    settings.forEach(setting -> byVariable.put(setting.variable(), setting));
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              Setting setting = byVariable.get(name);
              if (ForeignVariables.has(name, value)) {
                return;
              }
              if (setting != null) {
                give(setting.key(), new Given("environment", name, flat(setting, value)));
              } else if (name.startsWith(Texts.PREFIX)
                  && !OTHER_VARIABLES.contains(name)
                  && !Secrets.VARIABLES.contains(name)) {
                unknown("environment", name, byVariable.keySet());
              }
            });
  }

  /** Files that systemd hands to the service under the name of a setting. */
  private void readCredentials(Map<String, String> environment) {
    for (String key : CREDENTIALS) {
      Path file = Secrets.credential(environment, key);
      if (file != null) {
        give(key, new Given("credential", key, new YamlTree(file.toString(), 0)));
      }
    }
  }

  private void readOverrides(Map<String, String> overrides) {
    overrides.forEach(
        (key, value) ->
            Setting.byKey(settings, key)
                .ifPresentOrElse(
                    setting -> give(key, new Given("--set", key, flat(setting, value))),
                    () -> unknown("--set", key, settings.stream().map(Setting::key).toList())));
  }

  private void give(String key, Given value) {
    if (value.tree() != null && value.tree().value() != null) {
      given.put(key, value.over(given.get(key)));
    }
  }

  /** One line of text as the tree that a file would have held. */
  private static YamlTree flat(Setting setting, String text) {
    if (!(setting.type() instanceof ParameterizedType generic)) {
      return new YamlTree(text, 0);
    }
    if (text.stripLeading().startsWith("[") || text.stripLeading().startsWith("{")) {
      try {
        return YamlTree.parse(text);
      } catch (YamlTree.Malformed e) {
        return new YamlTree(text, 0);
      }
    }
    boolean map = generic.getRawType() == Map.class;
    Map<String, YamlTree> entries = new LinkedHashMap<>();
    List<YamlTree> items = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (map && equals < 0) {
        return new YamlTree(text, 0);
      } else if (map) {
        entries.put(
            part.substring(0, equals).strip(), new YamlTree(part.substring(equals + 1).strip(), 0));
      } else {
        items.add(new YamlTree(part.strip(), 0));
      }
    }
    return new YamlTree(map ? entries : items, 0);
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
    Given value = given.get(key);
    if (value == null) {
      return fallback;
    }
    try {
      Object read = ValueReader.read(component.getGenericType(), value.tree());
      noteSecrets(key, read instanceof List<?> items ? items : List.of());
      return read;
    } catch (ValueReader.Unreadable e) {
      for (Flaw flaw : e.flaws()) {
        String found =
            SECRET.contains(key) && flaw.isForm()
                ? "something else (not shown: it may be secret)"
                : flaw.found();
        problem(
            value.where(flaw.line()),
            flaw.under(value.name()),
            "expected " + flaw.expected() + ", found " + found);
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
    Given value = given.get(key);
    problem(
        value == null ? "configuration" : value.where(),
        value == null ? key : value.name(),
        "expected " + invalid.expected() + ", found " + invalid.found());
  }

  private void unknown(String where, String name, Collection<String> known) {
    problem(where, name, UnknownName.message(name, known));
  }

  private void problem(String where, String key, String message) {
    problems.add(new ConfigProblem(where, key, message));
  }
}
