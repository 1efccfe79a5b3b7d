package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld;
import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.audit.AuditLog;
import dev.widgetorigin.origin.audit.AuditLogs;
import dev.widgetorigin.origin.auth.IdentityVerifier;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.control.ControlHandler;
import dev.widgetorigin.origin.control.ControlReplies;
import dev.widgetorigin.origin.control.ControlThreads;
import dev.widgetorigin.origin.control.MinSequence;
import dev.widgetorigin.origin.control.ProblemForm;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.resolver.ReleaseState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The control API of rollouts, without a socket, over a {@link RolloutWorld} in which 1.0.0 of
 * {@code chat} is released and 1.1.0 is staged. JSON is written with single quotes.
 */
final class RolloutApi implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  final RolloutWorld world;
  private final AuditLog audit;
  private final ControlThreads threads = new ControlThreads();
  private final Handler api;

  RolloutApi(Path folder) {
    world = new RolloutWorld(folder);
    world.publish("1.0.0", ReleaseState.RELEASED).publish("1.1.0", ReleaseState.STAGED);
    audit = AuditLogs.open(folder, "n1", () -> world.now);
    TokenStore tokens =
        TokenStore.open(
            world.catalog(),
            folder,
            ControlWorld.ADMIN,
            List.of(),
            () -> world.now,
            new SecureRandom());
    api =
        new ControlHandler(
            RolloutCalls.routes(world.rollouts()),
            new Access(tokens, IdentityVerifier.NONE, () -> world.now, reason -> {}),
            audit,
            threads,
            new ControlReplies(StandardHeaders.control(), ProblemForm.DETAILS),
            new MinSequence(
                () -> world.catalog().snapshot().sequence(), world.catalog()::reached, threads));
  }

  static JsonNode json(String text) {
    return JSON.readTree(text.replace('\'', '"'));
  }

  Answer call(Method method, String widget, String body, String... headers) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    String target = "/-/api/v1/widgets/" + widget + "/rollout";
    return ControlWorld.call(api, ControlWorld.ADMIN, method, target, bytes, headers);
  }

  JsonNode show() {
    return done(call(Method.GET, "chat", ""));
  }

  /** A rollout of 1.1.0; {@code fields} begin with a comma. */
  JsonNode start(String fields) {
    return done(call(Method.PUT, "chat", "{'version':'1.1.0'" + fields + "}"));
  }

  JsonNode act(String action) {
    return done(call(Method.PATCH, "chat", "{'action':'" + action + "','reason':'so'}"));
  }

  private static JsonNode done(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.json();
  }

  void passAnHour() {
    world.pass(Duration.ofHours(1));
  }

  @Override
  public void close() throws IOException {
    threads.close();
    audit.close();
    world.close();
  }
}
