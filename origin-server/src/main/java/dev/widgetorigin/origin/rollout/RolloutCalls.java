package dev.widgetorigin.origin.rollout;

import static dev.widgetorigin.origin.auth.Permission.RELEASE;

import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.web.Method;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The control API of rollouts.
 *
 * <pre>
 * GET   /-/api/v1/widgets/{w}/rollout
 * PUT   /-/api/v1/widgets/{w}/rollout     {@link RolloutRequest}
 * PATCH /-/api/v1/widgets/{w}/rollout     {"action": "pause|resume|promote|abort", "reason": "…"}
 * </pre>
 */
public final class RolloutCalls {
  private static final String PATH = "/-/api/v1/widgets/{widget}/rollout";

  private final Rollouts rollouts;

  private RolloutCalls(Rollouts rollouts) {
    this.rollouts = rollouts;
  }

  /** Rows for the control API's table. */
  public static List<ApiRoute> routes(Rollouts rollouts) {
    RolloutCalls calls = new RolloutCalls(rollouts);
    return List.of(
        ApiRoute.look(PATH, calls::show),
        ApiRoute.change(Method.PUT, PATH, RELEASE, "start-rollout", calls::start),
        ApiRoute.change(Method.PATCH, PATH, RELEASE, "change-rollout", calls::act));
  }

  private ApiAnswer show(ApiCall call) {
    return ApiAnswer.json(200, rollouts.view(rollouts.widget(call.widget())));
  }

  private ApiAnswer start(ApiCall call) throws IOException {
    RolloutRequest request = RolloutRequest.read(call.fields(), rollouts.config());
    call.because(request.reason());
    return ApiAnswer.of(rollouts.start(call.widget(), request, call.who(), call.precondition()));
  }

  private ApiAnswer act(ApiCall call) throws IOException {
    JsonFields fields = call.fields();
    RolloutAction action = action(fields);
    String reason = fields.reason();
    fields.done();
    return ApiAnswer.of(
        rollouts.act(call.widget(), action, call.because(reason), call.who(), call.precondition()));
  }

  private static RolloutAction action(JsonFields fields) {
    String text = fields.required("action");
    for (RolloutAction action : RolloutAction.values()) {
      if (RolloutView.text(action).equals(text)) {
        return action;
      }
    }
    if (text != null) {
      String known =
          Arrays.stream(RolloutAction.values())
              .map(action -> action.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
      fields.error("action", "expected one of " + known + ", found '" + text + "'");
    }
    return null;
  }
}
