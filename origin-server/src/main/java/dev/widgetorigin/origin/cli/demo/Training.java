package dev.widgetorigin.origin.cli.demo;

import dev.widgetorigin.origin.cli.serve.Serving;
import dev.widgetorigin.origin.cli.terminal.ErrorReport;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the launcher runs once after a build, while the JVM writes down which classes are used: the
 * demo with all its checks, and then a plain {@code serve} on the store that it has filled, as
 * services start it. Later starts find those classes loaded and linked. With a number of requests,
 * that serve has to answer them, for a JVM that also writes down what was hot.
 */
public final class Training {
  /** Not among the commands: it is of no use to anybody but the launcher. */
  private static final String NAME = "train";

  private static final int PATIENCE_MILLIS = 20_000;

  private Training() {}

  /** Whether these are the arguments of the launcher: {@code train FOLDER REQUESTS}. */
  public static boolean isMeant(String... arguments) {
    return arguments.length == 3 && arguments[0].equals(NAME);
  }

  /**
   * Runs it in a folder, which the caller takes away. The origin that it starts ends with the
   * process.
   *
   * @return the exit code
   */
  public static int run(Terminal terminal, String... arguments)
      throws IOException, InterruptedException {
    Path folder = Path.of(arguments[1]);
    int code = new DemoCommand(terminal).check(folder);
    Path store = folder.resolve("store");
    Path encrypted = copy(store, folder.resolve("encrypted"));
    Path settings = Files.writeString(folder.resolve("no-settings.yaml"), "");
    serve(terminal, settings, store);
    int requests = Integer.parseInt(arguments[2]);
    try {
      if (requests > 0) {
        load(terminal, deliveryPort(store), requests);
      }
    } catch (IOException e) {
      // Most often files for few connections only. The classes are laid out without what was hot.
      terminal.say("the load ended early: %s", e.getMessage());
    }
    try {
      TrainingCertificate made = TrainingCertificate.make(folder);
      serve(
          terminal,
          settings,
          encrypted,
          "tls.certificate=" + made.certificate(),
          "tls.key=" + made.key());
    } catch (IOException e) {
      // A start with a certificate is slower then; what was laid out for all others stays.
      terminal.say("the classes of TLS are not laid out: %s", e.getMessage());
    }
    return code;
  }

  private static void load(Terminal terminal, int port, int requests) throws IOException {
    try (TrainingLoad load = new TrainingLoad(port)) {
      terminal.say("%d requests were answered", load.run(requests));
    }
  }

  private static Path copy(Path store, Path to) throws IOException {
    Files.deleteIfExists(store.resolve(StoreLayout.LISTENERS));
    try (Stream<Path> files = Files.walk(store)) {
      for (Path each : (Iterable<Path>) files::iterator) {
        Files.copy(each, to.resolve(store.relativize(each).toString()));
      }
    }
    return to;
  }

  /**
   * With settings of its own only: whoever builds may have those of a real origin in the
   * environment or in the current folder, and that one's store is not to be opened here.
   *
   * @param settings a file without any
   * @param more settings, {@code name=value}
   */
  private static void serve(Terminal terminal, Path settings, Path store, String... more)
      throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("serve", "--config", settings.toString()));
    Stream.concat(
            Stream.of(
                "store.path=" + store,
                "delivery.host=127.0.0.1",
                "delivery.port=0",
                "control.port=0"),
            Stream.of(more))
        .forEach(setting -> words.addAll(List.of("--set", setting)));
    String[] arguments = words.toArray(String[]::new);
    Serving serving = Serving.plain(terminal.with(Map.of()), arguments);
    Thread thread =
        new Thread(() -> serving.runOrReport(new ErrorReport(terminal, arguments)), "serve");
    thread.setDaemon(true);
    thread.start();
    // The last thing that a start does.
    for (int waited = 0;
        waited < PATIENCE_MILLIS
            && thread.isAlive()
            && !Files.exists(store.resolve(StoreLayout.LISTENERS));
        waited += 10) {
      Thread.sleep(10);
    }
  }

  private static int deliveryPort(Path store) throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(store.resolve(StoreLayout.LISTENERS)))
        .path("delivery")
        .path("port")
        .asInt();
  }
}
