package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.origin.config.value.FileTrouble;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Secrets from the environment: in a variable, or in a file that {@code …_FILE} names, as container
 * platforms and systemd's {@code LoadCredential=} hand them out.
 *
 * <p>No message of this class has a secret in it.
 */
public final class Secrets {
  /** The administrator's token: the server sets it, nobody else needs it. */
  public static final String ADMIN_TOKEN = "WIDGET_ORIGIN_ADMIN_TOKEN";

  /** What client commands sign in with. */
  public static final String TOKEN = "WIDGET_ORIGIN_TOKEN";

  /** Every variable of this class. */
  static final Set<String> VARIABLES =
      Set.of(ADMIN_TOKEN, ADMIN_TOKEN + "_FILE", TOKEN, TOKEN + "_FILE");

  /** Where systemd puts what {@code LoadCredential=} names. */
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

  /** The credential that is the administrator's token. */
  private static final String ADMIN_CREDENTIAL = "admin-token";

  private static final long MOST_BYTES = 4096;

  private Secrets() {}

  /**
   * The administrator's token: {@link #ADMIN_TOKEN}, its {@code _FILE}, or the credential {@code
   * admin-token}; null where there is none of them.
   *
   * @throws ConfigException where it is given twice, or the file cannot be read or is empty
   */
  public static String adminToken(Map<String, String> environment) {
    String given = read(environment, ADMIN_TOKEN);
    Path credential = credential(environment, ADMIN_CREDENTIAL);
    return given == null && credential != null ? content(ADMIN_CREDENTIAL, credential) : given;
  }

  /**
   * Where {@link #adminToken} would take it from: a variable or a credential; null where there is
   * none.
   */
  public static String adminTokenFrom(Map<String, String> environment) {
    for (String variable : List.of(ADMIN_TOKEN, ADMIN_TOKEN + "_FILE")) {
      if (!environment.getOrDefault(variable, "").isBlank()) {
        return variable;
      }
    }
    return credential(environment, ADMIN_CREDENTIAL) == null
        ? null
        : "credential " + ADMIN_CREDENTIAL;
  }

  /**
   * A secret by the name of its variable; null where neither it nor its {@code _FILE} is set.
   *
   * @throws ConfigException as {@link #adminToken} does
   */
  public static String read(Map<String, String> environment, String variable) {
    String text = environment.getOrDefault(variable, "").strip();
    String file = environment.getOrDefault(variable + "_FILE", "").strip();
    if (!text.isEmpty() && !file.isEmpty()) {
      throw refused(
          variable + "_FILE", "is set beside " + variable + "; set one of them, not both");
    }
    if (!file.isEmpty()) {
      return content(variable + "_FILE", Path.of(file));
    }
    return text.isEmpty() ? null : text;
  }

  /**
   * A secret that a setting refers to.
   *
   * @param secrets by the name of their variable; null where it is not set
   * @param user what needs it, e.g. {@code notify.webhooks: ops}
   * @throws ConfigException where it is not set, or cannot be read
   */
  public static String required(Function<String, String> secrets, String variable, String user) {
    String secret = secrets.apply(variable);
    if (secret == null) {
      throw refused(
          variable,
          "is not set; %s needs its secret there, or in the file that %s_FILE names"
              .formatted(user, variable));
    }
    return secret;
  }

  /**
   * A secret that is set, and is not what its user needs.
   *
   * @param user as in {@link #required}
   * @param expected what it should be; what it is is not told
   */
  public static ConfigException unusable(String variable, String user, String expected) {
    return refused(
        variable,
        "%s expects %s there, found something else (not shown: it may be secret)"
            .formatted(user, expected));
  }

  /** The mistakes that a check throws as a ConfigException; empty where it throws none. */
  public static List<ConfigProblem> problemsOf(Supplier<String> check) {
    try {
      String unused = check.get();
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  /** The file of a systemd credential, or null where the service was given none of that name. */
  static Path credential(Map<String, String> environment, String name) {
    String folder = environment.getOrDefault(CREDENTIALS, "");
    Path file = folder.isEmpty() ? null : Path.of(folder).resolve(name);
    return file != null && Files.isReadable(file) ? file : null;
  }

  private static String content(String name, Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw refused(
            name, file + " has more than " + MOST_BYTES + " bytes; is it the right file?");
      }
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw refused(name, file + " is empty; write the token into it");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw refused(name, file + " is not text in UTF-8; is it the right file?");
    } catch (IOException e) {
      throw refused(
          name,
          Files.exists(file)
              ? "cannot read " + file + ": " + FileTrouble.why(file, e)
              : "there is no file " + file + "; write the token into it");
    }
  }

  private static ConfigException refused(String name, String message) {
    return new ConfigException(List.of(new ConfigProblem("environment", name, message)));
  }
}
