package dev.widgetorigin.origin.cli.demo;

import dev.widgetorigin.origin.OriginServer;
import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.release.Bundle;
import dev.widgetorigin.origin.cli.serve.Servers;
import dev.widgetorigin.origin.cli.terminal.TemporaryFolder;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.observe.logs.Logging;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.ShellWord;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An origin with a sample widget, to look at. */
@Command(
    name = "demo",
    description = "Start an origin with a sample widget and print URLs to open.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final int USUAL_PORT = 8080;

  /** Cache-Control of the sample's aliases. */
  static final String ALIAS_FIGURE = "public, max-age=2";

  private final Terminal terminal;

  /** Null before it starts and once it is stopped. */
  private OriginServer running;

  @Option(
      names = "--once",
      description = "Fetch every URL, print what was seen, and exit 0 only if all is right.")
  private boolean once;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the delivery listener; default: 8080 if it is free, else any.")
  private Integer port;

  public DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The demo's page needs the origin, and the origin its page: filled in when all is published. */
  static final class LateHome implements Handler {
    volatile Handler page;

    @Override
    public void handle(Request request, Responder responder) {
      Handler made = page;
      if (made == null) {
        HeaderBlock later =
            HeaderBlock.builder()
                .add("Cache-Control", "no-store")
                .add("Retry-After", "1")
                .add("Content-Length", "0")
                .build();
        responder.send(new Reply(503, later, Body.EMPTY));
      } else {
        made.handle(request, responder);
      }
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.make(this::stop)) {
      return run(folder.path(), folder);
    }
  }

  /** The same as {@code --once}, in a folder that stays. */
  int check(Path folder) throws IOException, InterruptedException {
    once = true;
    return run(folder, null);
  }

  /**
   * @param temporary goes when the process is told to end; null for the checks, which end alone
   */
  private int run(Path folder, TemporaryFolder temporary) throws IOException, InterruptedException {
    LateHome home = new LateHome();
    OriginConfig settings = config(folder);
    try {
      OriginServer server = start(settings, home);
      // As serve does, and as late: class data laid out by a run of the demo then fits a serve as
      // well, and it is the store that makes its folder.
      Logging.start(
          settings.logs(), Logging.folder(settings), terminal.errIsTerminal(), terminal.clock());
      ApiClient api =
          new ApiClient(
              URI.create(server.controlUrl()),
              Files.readString(folder.resolve("store").resolve(StoreLayout.ADMIN_TOKEN)).strip());
      Map<String, JsonNode> published = publish(api, folder);
      home.page = page(published);
      if (once) {
        return new DemoChecks(terminal, URI.create(server.deliveryUrl()), api, published).run();
      }
      invite(server, folder);
      return waitForTheEnd(temporary);
    } finally {
      stop();
    }
  }

  private synchronized OriginServer start(OriginConfig settings, Handler home) {
    // Without variables: a token or a secret of another origin is not this one's.
    running = Servers.start(settings, terminal.with(Map.of()), home);
    return running;
  }

  /** Also when the process is told to end, at any moment. */
  private synchronized void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
    Logging.stop();
  }

  private OriginConfig config(Path folder) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("delivery.host", "127.0.0.1");
    settings.put("delivery.port", Integer.toString(deliveryPort()));
    settings.put("control.port", "0");
    settings.put("store.path", folder.resolve("store").toString());
    return ConfigLoader.loadOnly(settings);
  }

  private int deliveryPort() {
    if (port != null || once) {
      return port == null ? 0 : port;
    }
    try (ServerSocket probe = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  /** Through the control API, as anybody would; answers by version. */
  private static Map<String, JsonNode> publish(ApiClient api, Path folder) throws IOException {
    Map<String, JsonNode> published = new LinkedHashMap<>();
    for (DemoWidget.Sample sample : DemoWidget.SAMPLES) {
      Path files = folder.resolve("bundles").resolve(sample.version());
      DemoWidget.write(sample, files);
      try (Bundle bundle = Bundle.of(files)) {
        String channel = sample.channel() == null ? "" : "?channel=" + sample.channel();
        JsonNode answer =
            api.send(
                "PUT",
                ApiClient.version(DemoWidget.NAME, sample.version()) + channel,
                BodyPublishers.ofFile(bundle.archive()),
                bundle.contentType());
        published.put(sample.version(), answer);
      }
    }
    // Short-lived, so that a rollback is seen with the next look at the page.
    ObjectNode figures = ClientCommand.object();
    figures.putObject("cacheControl").put("alias", ALIAS_FIGURE);
    api.json("PUT", ApiClient.widget(DemoWidget.NAME) + "/settings", figures);
    return published;
  }

  private static DemoPage page(Map<String, JsonNode> published) {
    String exact = "1.1.0";
    Map<String, String> integrity = new HashMap<>();
    for (JsonNode file : published.get(exact).path("files")) {
      integrity.put(Mutations.text(file, "path"), Mutations.text(file, "integrity"));
    }
    return new DemoPage(exact, integrity);
  }

  private void invite(OriginServer server, Path folder) {
    String base = server.deliveryUrl() + "/" + DemoWidget.NAME;
    String file = "/dist/chat-bubble.js";
    terminal.say("An origin is running with %s in four versions. Open", DemoWidget.NAME);
    terminal.say("");
    terminal.say("  %s/", server.deliveryUrl());
    terminal.say("");
    terminal.say("or copy a URL:");
    terminal.say("");
    terminal.say("  %s/v1.1.0%s   exact, for ever", base, file);
    terminal.say("  %s/v1%s       newest 1.x", base, file);
    terminal.say("  %s/v1.0%s     newest 1.0.x", base, file);
    terminal.say("  %s/latest%s   newest stable", base, file);
    terminal.say("  %s/beta%s     a channel", base, file);
    terminal.say("  %s/npm/%s@1%s   as on jsDelivr", server.deliveryUrl(), DemoWidget.NAME, file);
    terminal.say("");
    terminal.say(
        "A browser that has one version gets the next one as a difference (RFC 9842), a few hundred"
            + " bytes:");
    terminal.say("");
    terminal.say("  file=%s/v1.0.1%s", base, file);
    terminal.say("  hash=$(curl -s $file | openssl dgst -sha256 -binary | base64)");
    terminal.say("  curl -s -H 'Accept-Encoding: br, dcb' -H \"Available-Dictionary: :$hash:\" \\");
    terminal.say("    -w '%%{size_download} bytes\\n' -o delta %s/v1.1.0%s", base, file);
    terminal.say("");
    terminal.say("Let a release go wrong and come back:");
    terminal.say("");
    terminal.say(
        "  export WIDGET_ORIGIN_SERVER=%s WIDGET_ORIGIN_TOKEN=$(cat %s)",
        server.controlUrl(),
        ShellWord.quoted(folder.resolve("store").resolve(StoreLayout.ADMIN_TOKEN).toString()));
    terminal.say("  widget-origin show %s", DemoWidget.NAME);
    terminal.say("  widget-origin rollback %s --to 1.0.1", DemoWidget.NAME);
    terminal.say("  widget-origin console     # the same in a browser: a link that signs you in");
    terminal.say("");
    terminal.say(
        "Its aliases are kept for 2 seconds here (300 by default): reload /?via=latest to see it.");
    terminal.say("");
    terminal.say("Ctrl-C stops it and deletes the temporary folder with its store.");
  }

  private int waitForTheEnd(TemporaryFolder temporary) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop();
                  temporary.close();
                  // Ctrl-C is how it is meant to end.
                  Runtime.getRuntime().halt(0);
                },
                "shutdown"));
    new CountDownLatch(1).await();
    return 0;
  }
}
