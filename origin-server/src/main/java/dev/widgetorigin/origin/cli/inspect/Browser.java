package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.config.value.FileTrouble;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A headless Chromium with a profile of its own that is gone afterwards. Bundles may be hostile:
 * its sandbox stays on, and without {@code network} no name is resolved.
 */
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  private final Path profile;
  private final Process process;
  private final Thread atExit;
  private final DevTools devTools;

  private Browser(Path profile, Process process, Thread atExit, DevTools devTools) {
    this.profile = profile;
    this.process = process;
    this.atExit = atExit;
    this.devTools = devTools;
  }

  /** Finds a browser on the PATH; throws CommandFailure that says how to get one. */
  static Path find(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "found no Chromium on the PATH: install it (Debian and Ubuntu: apt install"
                        + " chromium; Fedora: dnf install chromium; macOS: brew install --cask"
                        + " chromium), or name one with --browser PATH"));
  }

  /**
   * Starts it. Whatever it throws, nothing of it is left.
   *
   * @param patience for the start and for each answer
   * @param temporary the folder that its profile is made in
   */
  static Browser start(
      Path executable, boolean sandbox, boolean network, Duration patience, Path temporary) {
    try {
      Path profile = Files.createTempDirectory(temporary, "widget-origin-chromium-");
      boolean done = false;
      try {
        Process process =
            new ProcessBuilder(command(executable, profile, sandbox, network))
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output.txt").toFile())
                .start();
        Browser browser = connected(profile, process, patience);
        done = true;
        return browser;
      } finally {
        if (!done) {
          delete(profile);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot start " + executable + ": " + FileTrouble.why(executable, e), e);
    }
  }

  private static List<String> command(
      Path executable, Path profile, boolean sandbox, boolean network) {
    List<String> command = new ArrayList<>(List.of(executable.toString(), "--headless=new"));
    command.addAll(
        List.of(
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--mute-audio",
            "--user-data-dir=" + profile,
            "--remote-debugging-port=0"));
    if (!sandbox) {
      command.add("--no-sandbox");
    }
    if (!network) {
      command.add("--host-resolver-rules=MAP * ~NOTFOUND");
      command.add("--force-webrtc-ip-handling-policy=disable_non_proxied_udp");
    }
    command.add("about:blank");
    return command;
  }

  private static Browser connected(Path profile, Process process, Duration patience)
      throws IOException {
    Thread atExit = new Thread(() -> kill(process), "inspect-browser-exit");
    Runtime.getRuntime().addShutdownHook(atExit);
    boolean done = false;
    try {
      URI endpoint = endpoint(profile, process, patience);
      Browser browser = new Browser(profile, process, atExit, new DevTools(endpoint, patience));
      done = true;
      return browser;
    } finally {
      if (!done) {
        kill(process);
        Runtime.getRuntime().removeShutdownHook(atExit);
      }
    }
  }

  private static URI endpoint(Path profile, Process process, Duration patience) throws IOException {
    Path ports = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      List<String> lines = Files.exists(ports) ? Files.readAllLines(ports) : List.of();
      if (lines.size() > 1) {
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      pause(20);
    }
    String said = Files.readString(profile.resolve("output.txt"));
    throw new CommandFailure(
        "the browser did not start: "
            + said.lines().filter(line -> !line.isBlank()).findFirst().orElse("it said nothing"));
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  DevTools devTools() {
    return devTools;
  }

  @Override
  public void close() throws IOException {
    devTools.close();
    kill(process);
    Runtime.getRuntime().removeShutdownHook(atExit);
    delete(profile);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A helper process may still be writing for a moment. */
  private static void delete(Path folder) throws IOException {
    for (int i = 0; i < 50 && Files.exists(folder); i++) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      } catch (UncheckedIOException vanished) {
        // What was listed has gone already.
      }
      if (Files.exists(folder)) {
        pause(20);
      }
    }
  }
}
