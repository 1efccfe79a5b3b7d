package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.Aliases;
import dev.widgetorigin.origin.changes.Releases;
import dev.widgetorigin.origin.changes.Rollbacks;
import dev.widgetorigin.origin.changes.WidgetOperations;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.WidgetSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The calls that change what exists: states, aliases, settings. */
final class ChangeCalls {
  private final WidgetOperations rules;

  ChangeCalls(WidgetOperations rules) {
    this.rules = rules;
  }

  /** {@code {"state": "yanked", "reason": "…"}}; of a block also {@code publicReason}. */
  ApiAnswer setState(ApiCall call) throws IOException {
    JsonFields fields = call.fields();
    ReleaseState state = state(fields);
    String reason = fields.reason();
    String publicReason = fields.text("publicReason", "");
    if (!publicReason.isEmpty() && state != null && state != ReleaseState.BLOCKED) {
      fields.error("publicReason", "expected only with the state blocked");
    }
    fields.done();
    Version version = call.version();
    return ApiAnswer.of(
        rules
            .releases()
            .move(
                call.widget(),
                new Releases.Move(version, state, call.because(reason), publicReason),
                call.who(),
                call.precondition()));
  }

  /** {@code {"unpin": false, "reason": "…"}}, each optional. */
  ApiAnswer promote(ApiCall call) throws IOException {
    JsonFields fields = call.fields();
    boolean unpin = fields.flag("unpin", false);
    String reason = fields.text("reason", "");
    fields.done();
    return ApiAnswer.of(
        rules
            .releases()
            .promote(
                call.widget(),
                call.version(),
                unpin,
                call.because(reason),
                call.who(),
                call.precondition()));
  }

  /**
   * {@code {"version": "1.2.3", "reason": "…"}}. With {@code "pin": true} {@code latest} is pinned
   * even where a promotion would do.
   */
  ApiAnswer setAlias(ApiCall call) throws IOException {
    Selector alias = Aliases.parse(call.part("alias"));
    JsonFields fields = call.fields();
    Version version = version(fields, "version", true);
    boolean pin = fields.flag("pin", false);
    String reason = fields.reason();
    fields.done();
    Aliases.Latest latest = pin ? Aliases.Latest.PIN : Aliases.Latest.PROMOTE_CANDIDATES;
    return ApiAnswer.of(
        rules
            .aliases()
            .set(
                call.widget(),
                new Aliases.Order(alias, version, latest, call.because(reason)),
                call.who(),
                call.precondition()));
  }

  /** The body may hold a reason. */
  ApiAnswer clearAlias(ApiCall call) throws IOException {
    Selector alias = Aliases.parse(call.part("alias"));
    JsonFields fields = call.fields();
    String reason = fields.reason();
    fields.done();
    return ApiAnswer.of(
        rules
            .aliases()
            .clear(call.widget(), alias, call.because(reason), call.who(), call.precondition()));
  }

  /** {@code {"to": "1.2.2", "yank": true, "reason": "…"}}, each optional. */
  ApiAnswer rollback(ApiCall call) throws IOException {
    Selector alias = Aliases.parse(call.part("alias"));
    JsonFields fields = call.fields();
    Version to = version(fields, "to", false);
    boolean yank = fields.flag("yank", false);
    String reason = fields.reason();
    fields.done();
    return ApiAnswer.of(
        rules
            .rollbacks()
            .roll(
                call.widget(),
                new Rollbacks.Order(alias, to, yank, call.because(reason)),
                call.who(),
                call.precondition()));
  }

  ApiAnswer settings(ApiCall call) throws IOException {
    JsonFields fields = call.fields();
    WidgetSettings settings = SettingsJson.read(fields);
    String reason = fields.reason();
    fields.done();
    ApiAnswer answer =
        ApiAnswer.of(
            rules
                .releases()
                .settings(
                    call.widget(),
                    settings,
                    call.who(),
                    call.because(reason),
                    call.precondition()));
    return answer;
  }

  private static ReleaseState state(JsonFields fields) {
    String text = fields.required("state");
    Optional<ReleaseState> state =
        Arrays.stream(ReleaseState.values()).filter(each -> each.text().equals(text)).findFirst();
    if (text != null && state.isEmpty()) {
      fields.error(
          "state",
          "expected staged, released, deprecated, yanked or blocked, found '" + text + "'");
    }
    return state.orElse(null);
  }

  /** Null where absent or wrong; then there is an error. */
  private static Version version(JsonFields fields, String name, boolean required) {
    String text = required ? fields.required(name) : fields.text(name);
    if (text == null) {
      return null;
    }
    Optional<Version> version = Version.tryParse(text);
    if (version.isEmpty()) {
      fields.error(name, "expected a version such as 1.2.3, found '" + text + "'");
    }
    return version.orElse(null);
  }
}
