package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.origin.http.tls.Tls;
import dev.widgetorigin.origin.notify.Webhooks;
import dev.widgetorigin.origin.purge.provider.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the settings refer to and do not contain: secrets in the environment, files of TLS. Looked
 * at before anything is started, so that whoever configures an origin is told of all that is
 * missing, and not of one thing at each start.
 */
public final class References {
  private References() {}

  /**
   * What is missing or cannot be used, e.g. {@code environment: OPS_SECRET: is not set; …}; empty
   * where all is there. Reads small files. No problem has a secret in it.
   */
  public static List<ConfigProblem> problems(OriginConfig config, Map<String, String> environment) {
    Function<String, String> secrets = variable -> Secrets.read(environment, variable);
    List<ConfigProblem> found = new ArrayList<>();
    found.addAll(Secrets.problemsOf(() -> Secrets.adminToken(environment)));
    found.addAll(Tls.problems(config.tls()));
    found.addAll(Providers.problems(config.purge().targets(), secrets));
    found.addAll(Webhooks.problems(config, secrets));
    return found;
  }
}
