package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.codec.NodeCodec;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.PutEvents;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The template of a widget's loader, over sockets and restarts. */
class LoaderCommandTest {
  @TempDir private Path folder;

  private static String run(TestOrigin origin, int exit, String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter both = new PrintWriter(said);
    Terminal terminal =
        TestTerminal.unattended(
            both,
            both,
            Map.of(
                "WIDGET_ORIGIN_SERVER",
                origin.controlUrl(),
                "WIDGET_ORIGIN_TOKEN",
                TestOrigin.ADMIN));
    assertThat(Cli.run(terminal, arguments)).as("%s", said).isEqualTo(exit);
    return said.toString();
  }

  private static void publish(TestOrigin origin) {
    byte[] bundle =
        TestOrigin.zip(
            Map.of(
                "package.json",
                "{\"name\":\"chat\",\"version\":\"1.0.0\",\"main\":\"chat.js\"}",
                "chat.js",
                "window.Chat=1"));
    assertThat(
            origin
                .call("PUT", "/widgets/chat/versions/1.0.0?channel=beta&state=released", bundle)
                .statusCode())
        .isEqualTo(201);
  }

  private static byte[] loader(TestOrigin origin) {
    return loader(origin, "beta");
  }

  @Test
  void loader_restartsAndNumbersOfNewerPrograms_keepTheBytes() {
    byte[] bytes;
    try (TestOrigin origin = TestOrigin.start(folder, Map.of())) {
      publish(origin);
      bytes = loader(origin);
      assertThat(run(origin, 0, "loader", "show", "chat", "--channel", "beta"))
          .contains("chat beta: template 2; the newest is 2", "bytes, ", " with Brotli (now)");
      assertThat(run(origin, 0, "loader", "upgrade", "chat")).contains("nothing to change");
      assertThat(run(origin, 1, "loader", "upgrade", "chat", "--to", "99", "--yes"))
          .contains("which this origin has, found 99");
      assertThat(run(origin, 2, "loader", "upgrade", "chat", "--to", "99")).contains("--yes");
      assertThat(run(origin, 0, "loader", "upgrade", "chat", "--channel", "beta", "--to", "2"))
          .contains("chat beta: template 2");
      assertThat(origin.call("DELETE", "/widgets/chat/loader", "").statusCode()).isEqualTo(422);
    }
    try (TestOrigin origin = TestOrigin.start(folder, Map.of())) {
      assertThat(loader(origin)).isEqualTo(bytes);
      assertThat(run(origin, 0, "loader", "show", "chat")).contains("beta: template 2");
      assertThat(run(origin, 0, "loader", "downgrade", "chat", "--channel", "beta"))
          .contains("template of the widget");
      assertThat(loader(origin)).isEqualTo(bytes);
    }
  }

  private static byte[] loader(TestOrigin origin, String selector) {
    var reply = origin.deliver("GET", "/-/loader/chat/" + selector + ".js");
    assertThat(reply.statusCode()).isEqualTo(200);
    return reply.body();
  }

  /** Between two templates, one channel first, and all the way back. */
  @Test
  void loader_upgradedChannelAndWidget_changeThoseAloneAndCanBeUndone() {
    try (TestOrigin origin = TestOrigin.start(folder, Map.of())) {
      publish(origin);
      assertThat(run(origin, 0, "loader", "downgrade", "chat", "--yes"))
          .contains("chat: template 1 (change", "undo");
      byte[] first = loader(origin, "1.0.0");
      byte[] firstBeta = loader(origin);
      assertThat(run(origin, 2, "loader", "upgrade", "chat")).contains("template 1 would become 2");

      String[] beta = {"loader", "upgrade", "chat", "--channel", "beta", "--yes"};
      assertThat(run(origin, 0, beta)).contains("chat beta: template 2", "undo");
      byte[] secondBeta = loader(origin);
      assertThat(secondBeta).isNotEqualTo(firstBeta);
      assertThat(loader(origin, "1.0.0")).isEqualTo(first);
      assertThat(run(origin, 0, "loader", "show", "chat", "--channel", "beta"))
          .contains(
              "chat beta: template 2; the newest is 2",
              "template 1: " + firstBeta.length + " bytes",
              "template 2: " + secondBeta.length + " bytes",
              "Needs a browser of 2016");
      assertThat(run(origin, 0, "loader", "show", "chat")).contains("chat: template 1;");

      assertThat(run(origin, 0, "loader", "upgrade", "chat", "--yes")).contains("template 2");
      assertThat(loader(origin, "1.0.0")).isNotEqualTo(first);
      assertThat(run(origin, 0, "loader", "downgrade", "chat", "--yes")).contains("template 1");
      run(origin, 0, "loader", "downgrade", "chat", "--channel", "beta", "--yes");
      assertThat(loader(origin, "1.0.0")).isEqualTo(first);
      assertThat(loader(origin)).isEqualTo(firstBeta);
    }
  }

  @Test
  void loader_templateThatAnOlderNodeLacks_isRefusedUnlessForced() throws IOException {
    ObjectStore bucket =
        FolderObjects.open(folder.resolve("bucket"), "tmp/", false, PutEvents.NONE);
    try (TestOrigin origin =
        TestOrigin.node(folder.resolve("node"), Map.of(), bucket, System::nanoTime)) {
      publish(origin);
      run(origin, 0, "loader", "downgrade", "chat", "--yes");
      byte[] first = loader(origin);
      say(bucket, "gone", Instant.now().minusSeconds(3600));
      run(origin, 0, "loader", "upgrade", "chat", "--yes");
      run(origin, 0, "loader", "downgrade", "chat", "--yes");

      say(bucket, "old", Instant.now());
      String[] upgrade = {"loader", "upgrade", "chat", "--yes"};
      assertThat(run(origin, 1, upgrade))
          .contains("template 2 is unknown to node old (version 0.1.0)", "--force")
          .doesNotContain("gone");
      assertThat(loader(origin)).isEqualTo(first);
      assertThat(origin.call("PUT", "/widgets/chat/loader", "{\"template\":2}").statusCode())
          .isEqualTo(409);
      assertThat(run(origin, 0, "loader", "upgrade", "chat", "--yes", "--force"))
          .contains("template 2");
      assertThat(run(origin, 0, "loader", "downgrade", "chat", "--yes")).contains("template 1");
    }
  }

  private static void say(ObjectStore bucket, String node, Instant time) throws IOException {
    bucket.replace(
        StoreLayout.node(node),
        Source.of(NodeCodec.encode(new NodeStatus(node, "0.1.0", 1, 1, time))));
  }

  @Test
  void loader_templateThatOnlyANewerProgramHas_isAnsweredAndSaid() {
    byte[] bytes;
    try (TestOrigin origin = TestOrigin.start(folder, Map.of())) {
      publish(origin);
      bytes = loader(origin);
    }
    WidgetName chat = WidgetName.parse("chat");
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS)) {
      store
          .catalog()
          .commit("ana", "", now -> List.of(new Change.TemplateChanged(chat, "beta", null, 99)));
    }
    try (TestOrigin origin = TestOrigin.start(folder, Map.of())) {
      assertThat(loader(origin)).isNotEmpty().hasSizeLessThan(4 * bytes.length);
      assertThat(run(origin, 0, "loader", "show", "chat")).contains("beta: template 99");
      assertThat(run(origin, 0, "history", "chat")).contains("keeps loader template ");
    }
  }
}
