package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.control.JsonType.FLAG;
import static dev.widgetorigin.origin.control.JsonType.TEXT;
import static dev.widgetorigin.origin.control.JsonType.VERSION;

import dev.widgetorigin.origin.changes.Aliases;
import dev.widgetorigin.origin.changes.ChannelRules;
import dev.widgetorigin.origin.changes.ReleaseChanges;
import dev.widgetorigin.origin.changes.Rollbacks;
import dev.widgetorigin.origin.changes.WidgetOperations;
import dev.widgetorigin.origin.changes.json.SettingsJson;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.util.List;

/** The calls that change what exists: states, aliases, settings. */
final class ChangeCalls {
  private static final JsonType<ReleaseState> STATE =
      JsonType.oneOf(ReleaseState::text, List.of(ReleaseState.values()));

  private final WidgetOperations operations;

  ChangeCalls(WidgetOperations operations) {
    this.operations = operations;
  }

  /** {@code {"state": "yanked", "reason": "…"}}; of a block also {@code publicReason}. */
  ApiAnswer setState(ApiCall call) throws IOException {
    record Body(ReleaseState state, String reason, String publicReason) {}
    Body body =
        call.body(
            fields -> {
              ReleaseState state = fields.required("state", STATE);
              String publicReason = fields.get("publicReason", TEXT, "");
              if (!publicReason.isEmpty() && state != null && state != ReleaseState.BLOCKED) {
                fields.problem("publicReason", "expected only with the state blocked");
              }
              return new Body(state, fields.reason(), publicReason);
            });
    ReleaseChanges.Move move =
        new ReleaseChanges.Move(
            call.version(), body.state(), call.because(body.reason()), body.publicReason());
    return ApiAnswer.of(
        operations.releases().move(call.widget(), move, call.who(), call.precondition()));
  }

  /** {@code {"unpin": false, "reason": "…"}}, each optional. */
  ApiAnswer promote(ApiCall call) throws IOException {
    record Body(boolean unpin, String reason) {}
    Body body = call.body(fields -> new Body(fields.get("unpin", FLAG, false), fields.reason()));
    return ApiAnswer.of(
        operations
            .releases()
            .promote(
                call.widget(),
                call.version(),
                body.unpin(),
                call.because(body.reason()),
                call.who(),
                call.precondition()));
  }

  /** One of the ways to set an alias, see {@link AliasBody}. */
  ApiAnswer setAlias(ApiCall call) throws IOException {
    Selector alias = Aliases.parse(call.part("alias"));
    AliasBody body = call.body(AliasBody::read);
    String reason = call.because(body.reason());
    return ApiAnswer.of(
        switch (body.way()) {
          case VERSION ->
              operations
                  .aliases()
                  .set(
                      call.widget(),
                      new Aliases.Order(alias, body.version(), body.latest(), reason),
                      call.who(),
                      call.precondition());
          case FOLLOW ->
              operations
                  .channels()
                  .follow(
                      call.widget(),
                      new ChannelRules.Order(alias, body.follow(), body.delay(), reason),
                      call.who(),
                      call.precondition());
          case HOLD ->
              operations
                  .channels()
                  .hold(
                      call.widget(),
                      alias,
                      body.version(),
                      reason,
                      call.who(),
                      call.precondition());
          case RESUME ->
              operations
                  .channels()
                  .resume(call.widget(), alias, reason, call.who(), call.precondition());
        });
  }

  /** {@code {"off": true, "channel": "acme", "reason": "…"}}; the last two optional. */
  ApiAnswer switchOff(ApiCall call) throws IOException {
    record Body(String channel, String reason) {}
    Body body =
        call.body(
            fields -> {
              Boolean off = fields.required("off", FLAG);
              if (off != null && !off) {
                fields.problem("off", "expected true; to switch on, DELETE");
              }
              return new Body(fields.get("channel", TEXT), fields.reason());
            });
    return ApiAnswer.of(
        operations
            .switches()
            .off(
                call.widget(),
                body.channel(),
                call.because(body.reason()),
                call.who(),
                call.precondition()));
  }

  /** {@code ?channel=acme} for one that was switched off alone. The body may hold a reason. */
  ApiAnswer switchOn(ApiCall call) throws IOException {
    call.onlyQuery("channel");
    String reason = call.body(JsonFields::reason);
    return ApiAnswer.of(
        operations
            .switches()
            .on(
                call.widget(),
                call.query("channel"),
                call.because(reason),
                call.who(),
                call.precondition()));
  }

  /** The body may hold a reason. */
  ApiAnswer clearAlias(ApiCall call) throws IOException {
    Selector alias = Aliases.parse(call.part("alias"));
    String reason = call.body(JsonFields::reason);
    return ApiAnswer.of(
        operations
            .aliases()
            .clear(call.widget(), alias, call.because(reason), call.who(), call.precondition()));
  }

  /** {@code {"to": "1.2.2", "yank": true, "reason": "…"}}, each optional. */
  ApiAnswer rollback(ApiCall call) throws IOException {
    Selector alias = Aliases.parse(call.part("alias"));
    Rollbacks.Order order =
        call.body(
            fields ->
                new Rollbacks.Order(
                    alias,
                    fields.get("to", VERSION),
                    fields.get("yank", FLAG, false),
                    call.because(fields.reason())));
    return ApiAnswer.of(
        operations.rollbacks().roll(call.widget(), order, call.who(), call.precondition()));
  }

  /**
   * What a rollback would do; {@code ?to=} a version, without it the one that was answered before.
   */
  ApiAnswer previewRollback(ApiCall call) {
    call.onlyQuery("to");
    Version to = call.query("to") == null ? null : ApiCall.version(call.query("to"));
    return ApiAnswer.of(
        operations.rollbacks().preview(call.widget(), Aliases.parse(call.part("alias")), to));
  }

  /** {@code {"deltas": "off", "cors": null, "reason": "…"}}, see {@link SettingsPatch}. */
  ApiAnswer patchSettings(ApiCall call) throws IOException {
    record Body(SettingsPatch patch, String reason) {}
    Body body =
        call.body(
            fields -> {
              String reason = fields.reason();
              return new Body(new SettingsPatch(fields.others()), reason);
            });
    return ApiAnswer.of(
        operations
            .releases()
            .settings(
                call.widget(),
                body.patch()::on,
                call.who(),
                call.because(body.reason()),
                call.precondition()));
  }

  ApiAnswer settings(ApiCall call) throws IOException {
    record Body(WidgetSettings settings, String reason) {}
    Body body = call.body(fields -> new Body(SettingsJson.read(fields), fields.reason()));
    return ApiAnswer.of(
        operations
            .releases()
            .settings(
                call.widget(),
                body.settings(),
                call.who(),
                call.because(body.reason()),
                call.precondition()));
  }
}
