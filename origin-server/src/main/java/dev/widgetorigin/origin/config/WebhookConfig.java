package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.EventNames;
import dev.widgetorigin.origin.config.value.WebUrl;
import java.util.List;

/**
 * One receiver of webhooks.
 *
 * @param name in logs and the control API, e.g. {@code chat-ops}
 * @param form what it is sent; {@code standard} where none is given
 * @param url of {@code standard}, http or https; of {@code slack} nothing, for that is the secret
 * @param secret the name of the environment variable that holds the secret; with {@code _FILE}
 *     behind it, of one that names a file. Of {@code standard} it is {@code whsec_…}, of {@code
 *     slack} the whole URL
 * @param events names such as {@code version.published}, {@code rollout.*} or {@code *}; all where
 *     none is given
 * @param allowPrivate whether it may be on this machine, its link or a private network
 */
public record WebhookConfig(
    String name, Form form, String url, String secret, List<String> events, boolean allowPrivate) {
  /** What a receiver is sent. */
  public enum Form {
    /** Signed, as Standard Webhooks has it. */
    STANDARD,
    /** A text for people, as incoming webhooks of Slack take it. */
    SLACK
  }

  public WebhookConfig {
    form = form == null ? Form.STANDARD : form;
    events = events.isEmpty() ? List.of("*") : events;
    Checks checks = new Checks();
    for (String each : events) {
      checks.that(EventNames.is(each), "events", EventNames.expected(each), "\"" + each + "\"");
    }
    checks
        .that(
            name != null && name.matches("[a-z][a-z0-9-]{0,29}"),
            "name",
            "small letters, digits and '-', 30 at most",
            name == null ? "none" : "\"" + name + "\"")
        .that(
            form == Form.SLACK ? url == null : url != null && isUrl(url),
            "url",
            form == Form.SLACK
                ? "nothing: of slack the URL is the secret"
                : "an http or https URL without a user",
            url == null ? "none" : "something else")
        // Never its value: what is not the name of a variable may be the secret itself.
        .that(
            secret != null && secret.matches("(?!WIDGET_ORIGIN_)[A-Z][A-Z0-9_]{0,99}"),
            "secret",
            "the name of an environment variable, e.g. HOOK_SECRET (not WIDGET_ORIGIN_…)",
            "something else (not shown: it may be secret)")
        .done();
  }

  /** Whether a webhook can be sent there: http or https, with a host, and without a user. */
  public static boolean isUrl(String text) {
    return WebUrl.is(text) && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
