package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.value.Texts;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The variables that Kubernetes adds to every pod for each Service of its namespace, and Docker's
 * links (as GitLab's services are) add to a container. Those of a Service called {@code
 * widget-origin}, {@code widget-origin-control} and so on begin like ours:
 *
 * <pre>{@code
 * WIDGET_ORIGIN_CONTROL_SERVICE_HOST=10.0.0.1        WIDGET_ORIGIN_CONTROL_PORT=tcp://10.0.0.1:8081
 * WIDGET_ORIGIN_CONTROL_SERVICE_PORT=8081            WIDGET_ORIGIN_CONTROL_PORT_8081_TCP=tcp://10.0.0.1:8081
 * WIDGET_ORIGIN_CONTROL_SERVICE_PORT_HTTP=8081       WIDGET_ORIGIN_CONTROL_PORT_8081_TCP_ADDR=10.0.0.1
 * WIDGET_ORIGIN_NAME=/build/widget-origin            WIDGET_ORIGIN_ENV_JAVA_VERSION=jdk-25
 * }</pre>
 *
 * <p>They are told by name and value together. So {@code WIDGET_ORIGIN_CONTROL_PORT=8081} is a
 * setting, with {@code tcp://…} it is not. What an operator sets in the pod's own {@code env} wins
 * over what Kubernetes adds.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">
 *     Kubernetes, Service, Environment variables</a>
 * @see <a href="https://docs.docker.com/engine/network/links/">Docker, Legacy container links</a>
 */
final class ForeignVariables {
  private static final String NUMBER = "\\d{1,5}";
  private static final String PROTOCOL = "(?i:tcp|udp|sctp)";
  private static final String ADDRESS = "[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";
  private static final String URL = PROTOCOL + "://(?:[0-9.]{7,15}|\\[[0-9A-Fa-f:.]+\\]):" + NUMBER;

  /** Docker has one variable for each end of a row of ports, as 8080 and 8081 are. */
  private static final String RANGE = "(?:_START|_END)?";

  /** Forms of names to the forms of their values. */
  private static final Map<Pattern, Pattern> FORMS =
      Map.of(
          name("SERVICE_HOST"), Pattern.compile(ADDRESS),
          name("SERVICE_PORT(?:_[A-Z0-9_]+)?"), Pattern.compile(NUMBER),
          name("PORT"), Pattern.compile(URL),
          name("PORT_" + NUMBER + "_[A-Z]+" + RANGE), Pattern.compile(URL),
          name("PORT_" + NUMBER + "_[A-Z]+_PROTO"), Pattern.compile(PROTOCOL),
          name("PORT_" + NUMBER + "_[A-Z]+_PORT" + RANGE), Pattern.compile(NUMBER),
          name("PORT_" + NUMBER + "_[A-Z]+_ADDR"), Pattern.compile(ADDRESS),
          name("NAME"), Pattern.compile("(?:/[\\w.-]+){2,}"),
          name("ENV_.+"), Pattern.compile("(?s).*"));

  private ForeignVariables() {}

  private static Pattern name(String end) {
    return Pattern.compile(Texts.PREFIX + "(?:[A-Z0-9_]+_)?" + end);
  }

  static boolean has(String name, String value) {
    return FORMS.entrySet().stream()
        .anyMatch(
            form ->
                form.getKey().matcher(name).matches() && form.getValue().matcher(value).matches());
  }
}
