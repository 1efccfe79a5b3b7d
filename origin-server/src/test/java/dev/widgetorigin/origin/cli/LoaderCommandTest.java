package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
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
        new Terminal(
            both,
            both,
            new ByteArrayInputStream(new byte[0]),
            false,
            false,
            Map.of(
                "WIDGET_ORIGIN_SERVER",
                origin.controlUrl(),
                "WIDGET_ORIGIN_TOKEN",
                TestOrigin.ADMIN),
            Clock.systemUTC());
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
    var reply = origin.deliver("GET", "/-/loader/chat/beta.js");
    assertThat(reply.statusCode()).isEqualTo(200);
    return reply.body();
  }

  @Test
  void loader_restartsAndNumbersOfNewerPrograms_keepTheBytes() {
    byte[] bytes;
    try (TestOrigin origin = TestOrigin.start(folder, Map.of())) {
      publish(origin);
      bytes = loader(origin);
      assertThat(run(origin, 0, "loader", "show", "chat", "--channel", "beta"))
          .contains("chat beta: template 1; the newest is", "bytes, ", " with Brotli (now)");
      assertThat(run(origin, 0, "loader", "downgrade", "chat")).contains("nothing to change");
      assertThat(run(origin, 1, "loader", "upgrade", "chat", "--to", "99", "--yes"))
          .contains("which this origin has, found 99");
      assertThat(run(origin, 2, "loader", "upgrade", "chat", "--to", "99")).contains("--yes");
      assertThat(run(origin, 0, "loader", "upgrade", "chat", "--channel", "beta", "--to", "1"))
          .contains("chat beta: template 1");
      assertThat(origin.call("DELETE", "/widgets/chat/loader", "").statusCode()).isEqualTo(422);
    }
    try (TestOrigin origin = TestOrigin.start(folder, Map.of())) {
      assertThat(loader(origin)).isEqualTo(bytes);
      assertThat(run(origin, 0, "loader", "show", "chat")).contains("beta: template 1");
      assertThat(run(origin, 0, "loader", "downgrade", "chat", "--channel", "beta"))
          .contains("template of the widget");
      assertThat(loader(origin)).isEqualTo(bytes);
    }
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
      assertThat(run(origin, 0, "history", "chat")).contains("template-changed");
    }
  }
}
