package dev.widgetorigin.origin.rollout;

import static dev.widgetorigin.origin.rollout.RolloutApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.Change;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** That a rollout's answer names the pins that keep its version back. */
class RolloutHeldTest {
  private static final Version ONE = Version.parse("1.0.0");

  @TempDir private Path folder;
  @AutoClose private RolloutApi api;

  @BeforeEach
  void open() {
    api = new RolloutApi(folder);
  }

  @Test
  void held_byAPersonsPin_isToldUntilTheEnd() {
    api.world.commit(new Change.Pinned(RolloutWorld.CHAT, "v1", null, ONE, "a contract"));
    String expected =
        "[{'alias':'v1','aliases':['v1'],'version':'1.0.0','by':'ana',"
            + "'at':'2026-11-21T12:00:00Z','reason':'a contract','rollback':false,"
            + "'command':'widget-origin unpin chat v1','message':'v1 stays on 1.0.0: v1 is pinned"
            + " by ana at 2026-11-21T12:00:00Z (a contract). To let 1.1.0 out:"
            + " widget-origin unpin chat v1'}]";
    assertThat(api.start(",'startAt':'2026-11-21T13:00:00Z'").path("held"))
        .isEqualTo(json(expected));
    api.passAnHour();
    assertThat(api.show().path("held")).as("running").isEqualTo(json(expected));
    assertThat(api.act("pause").path("held")).isEqualTo(json(expected));
    assertThat(api.act("promote").path("held")).isEqualTo(json(expected));
    assertThat(api.world.resolve("v1")).isEqualTo("1.0.0");
    api.world.commit(new Change.Unpinned(RolloutWorld.CHAT, "v1", ONE));
    assertThat(api.show().path("held")).as("let go").isEqualTo(json("[]"));
    api.world.commit(new Change.Pinned(RolloutWorld.CHAT, "v1", null, ONE, "a contract"));
    assertThat(api.show().path("held").size()).isEqualTo(1);
    assertThat(api.act("abort").path("held")).as("nothing to hold").isEqualTo(json("[]"));
  }

  @Test
  void held_byARollbackMeanwhile_saysThatItIsOne() {
    api.start("");
    api.world.commit(
        new Change.Pinned(RolloutWorld.CHAT, "latest", ONE, ONE, "broken"),
        new Change.RolledBack(RolloutWorld.CHAT, "latest", ONE, ONE, "broken"));
    JsonNode held = api.show().path("held");
    assertThat(held.size()).isEqualTo(1);
    assertThat(held.get(0).path("alias").asString()).isEqualTo("latest");
    assertThat(held.get(0).path("aliases")).isEqualTo(json("['latest','v1']"));
    assertThat(held.get(0).path("rollback").asBoolean()).isTrue();
    assertThat(held.get(0).path("command").asString()).isEqualTo("widget-origin unpin chat latest");
    assertThat(api.act("promote").path("held")).hasSize(1);
    assertThat(api.world.resolve("latest")).isEqualTo("1.0.0");
  }

  @Test
  void held_byAnEarlierRolloutsOwnPin_isNotToldForItIsLifted() {
    api.start("");
    api.act("promote");
    api.world.report("1.1.0", "canary", "rollback", 20).tick();
    assertThat(api.world.resolve("latest")).isEqualTo("1.0.0");
    api.world.publish("1.1.1", ReleaseState.STAGED);
    Answer next = api.call(Method.PUT, "chat", "{'version':'1.1.1'}");
    assertThat(next.json().path("held")).isEqualTo(json("[]"));
    assertThat(api.act("promote").path("held")).isEqualTo(json("[]"));
    assertThat(api.world.resolve("latest")).isEqualTo("1.1.1");
  }
}
