package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.origin.config.value.Texts;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
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

/**
 * What is given for settings, by their keys: read from credentials, a file, the environment and the
 * command line, each winning over those that were read before it. What is no setting is a problem.
 */
final class GivenValues {
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

  private final List<Setting> settings;
  private final List<ConfigProblem> problems;
  private final Map<String, GivenValue> given = new TreeMap<>();

  /**
   * @param problems takes everything that is wrong
   */
  GivenValues(List<Setting> settings, List<ConfigProblem> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  /** The one that wins; null where there is none. */
  GivenValue get(String key) {
    return given.get(key);
  }

  /** A file that cannot be read or understood is a problem. */
  void readFile(Path file) {
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
            give(key, new GivenValue(where, key, tree));
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

  /** Variables that are meant for others are passed over. */
  void readEnvironment(Map<String, String> environment) {
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
                give(setting.key(), new GivenValue("environment", name, flat(setting, value)));
              } else if (name.startsWith(Texts.PREFIX)
                  && !OTHER_VARIABLES.contains(name)
                  && !Secrets.VARIABLES.contains(name)) {
                unknown("environment", name, byVariable.keySet());
              }
            });
  }

  /** Files that systemd hands to the service under the name of a setting. */
  void readCredentials(Map<String, String> environment) {
    for (String key : CREDENTIALS) {
      Path file = Secrets.credential(environment, key);
      if (file != null) {
        give(key, new GivenValue("credential", key, new YamlTree(file.toString(), 0)));
      }
    }
  }

  /** From the command line. */
  void readOverrides(Map<String, String> overrides) {
    overrides.forEach(
        (key, value) ->
            Setting.byKey(settings, key)
                .ifPresentOrElse(
                    setting -> give(key, new GivenValue("--set", key, flat(setting, value))),
                    () -> unknown("--set", key, settings.stream().map(Setting::key).toList())));
  }

  private void give(String key, GivenValue value) {
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

  private void unknown(String where, String name, Collection<String> known) {
    problem(where, name, UnknownName.message(name, known));
  }

  private void problem(String where, String key, String message) {
    problems.add(new ConfigProblem(where, key, message));
  }
}
