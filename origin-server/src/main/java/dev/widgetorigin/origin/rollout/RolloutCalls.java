package dev.widgetorigin.origin.rollout;

import static dev.widgetorigin.origin.auth.Permission.RELEASE;

import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.origin.web.Method;
import java.io.IOException;
import java.util.List;

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

  private static final JsonType<RolloutAction> ACTION =
      JsonType.oneOf(RolloutView::text, List.of(RolloutAction.values()));

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
    RolloutRequest request = call.body(fields -> RolloutRequest.read(fields, rollouts.config()));
    call.because(request.reason());
    return ApiAnswer.of(rollouts.start(call.widget(), request, call.who(), call.precondition()));
  }

  private ApiAnswer act(ApiCall call) throws IOException {
    record Body(RolloutAction action, String reason) {}
    Body body = call.body(fields -> new Body(fields.required("action", ACTION), fields.reason()));
    return ApiAnswer.of(
        rollouts.act(
            call.widget(),
            body.action(),
            call.because(body.reason()),
            call.who(),
            call.precondition()));
  }
}
