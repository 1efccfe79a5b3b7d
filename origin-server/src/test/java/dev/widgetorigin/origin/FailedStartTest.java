package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An origin that cannot start leaves no thread, no open port and no lock behind. */
final class FailedStartTest {
  private static final int MOST_CALLS = 12;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private InstantSource clock = InstantSource.system();
  private Path store;
  private int deliveryPort;
  private int controlPort;
  private Set<Thread> before;

  @BeforeEach
  void settings() throws IOException {
    store = folder.resolve("store");
    try (ServerSocket one = free();
        ServerSocket two = free()) {
      deliveryPort = one.getLocalPort();
      controlPort = two.getLocalPort();
    }
    settings.put("store.path", store.toString());
    settings.put("delivery.host", "127.0.0.1");
    settings.put("delivery.port", Integer.toString(deliveryPort));
    settings.put("control.port", Integer.toString(controlPort));
    settings.put("logs.access", "file");
    settings.put("shutdown.drain", "0");
    before = threads();
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, LOOPBACK);
  }

  private OriginServer start(Consumer<String> added) {
    return OriginServer.start(
        ConfigLoader.loadOnly(settings),
        TestWorld.of(clock, name -> null, System::nanoTime),
        added);
  }

  private static Set<Thread> threads() {
    return Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  private List<String> left() {
    return threads().stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .map(Thread::getName)
        // Of Netty, the JDK and the test itself.
        .filter(
            name ->
                !name.matches("(globalEventExecutor|Common-Cleaner|process reaper|awaitility).*"))
        .collect(Collectors.toList());
  }

  private void nothingIsLeft(String when) throws IOException {
    await(when)
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(left()).as(when).isEmpty());
    for (int port : List.of(deliveryPort, controlPort)) {
      new ServerSocket(port, 1, LOOPBACK).close();
    }
    if (Files.isDirectory(store)) {
      FolderStores.open(store, StoreOptions.DEFAULTS).close();
    }
  }

  @Test
  void start_failsAfterAnyPart_leavesNothing() throws IOException {
    List<String> parts = new ArrayList<>();
    start(parts::add).close();
    nothingIsLeft("after a whole run");
    assertThat(parts)
        .contains("store", "audit log", "control threads", "control listener", "delivery listener")
        .doesNotHaveDuplicates();
    for (String last : parts) {
      assertThatThrownBy(
              () ->
                  start(
                      part -> {
                        if (part.equals(last)) {
                          throw new IllegalStateException("no more after " + part);
                        }
                      }))
          .hasMessage("no more after " + last);
      nothingIsLeft("failed after " + last);
    }
  }

  /** Many parts ask for the time while they are made. */
  @Test
  void start_clockFailsAtAnyTime_leavesNothing() throws IOException {
    Thread starting = Thread.currentThread();
    int failed = 0;
    for (int calls = 0; calls < MOST_CALLS; calls++) {
      int[] left = {calls};
      clock =
          () -> {
            if (Thread.currentThread() == starting && left[0]-- == 0) {
              throw new IllegalStateException("no time");
            }
            return InstantSource.system().instant();
          };
      try {
        start(part -> {}).close();
      } catch (IllegalStateException e) {
        failed++;
      }
      nothingIsLeft("the clock failed after " + calls + " calls");
    }
    assertThat(failed).isGreaterThan(2);
  }

  @Test
  void start_configurationThatCannotWork_leavesNothing() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));
    Path missing = folder.resolve("missing.pem");
    Map<String, Map<String, String>> wrong = new TreeMap<>();
    wrong.put("the store is a file", Map.of("store.path", file.toString()));
    wrong.put(
        "no certificate",
        Map.of("tls.certificate", missing.toString(), "tls.key", missing.toString()));
    for (Map.Entry<String, Map<String, String>> each : wrong.entrySet()) {
      Map<String, String> sound = Map.copyOf(settings);
      settings.putAll(each.getValue());
      assertThatThrownBy(() -> start(part -> {})).as(each.getKey()).isInstanceOf(Exception.class);
      settings.clear();
      settings.putAll(sound);
      nothingIsLeft(each.getKey());
    }
  }

  @Test
  void start_cacheThatTheJvmCannotHold_saysWhatToSetAndLeavesNothing() throws IOException {
    settings.put("cache.memory-bytes", "999GiB");
    assertThatThrownBy(() -> start(part -> {}))
        .hasMessageContainingAll("cache.memory-bytes is ", "only ", "MaxDirectMemorySize");
    nothingIsLeft("no room for the cache");
  }

  @Test
  void start_portIsTaken_leavesNothing() throws IOException {
    for (int port : List.of(deliveryPort, controlPort)) {
      try (ServerSocket taken = new ServerSocket(port, 1, LOOPBACK)) {
        assertThat(taken.isBound()).isTrue();
        assertThatThrownBy(() -> start(part -> {})).hasMessageContaining(Integer.toString(port));
      }
      nothingIsLeft("port " + port + " is taken");
    }
  }

  /** As on a full disk: readers need nothing of it. */
  @Test
  void start_listenersFileCannotBeWritten_servesAndWritesItAsSoonAsItCan() throws IOException {
    Path inTheWay = Files.createDirectories(store.resolve("listeners.json").resolve("in-the-way"));
    try (OriginServer server = start(part -> {})) {
      assertThat(server.ready()).contains(Integer.toString(deliveryPort));
      assertThat(inTheWay).exists();
      Files.delete(inTheWay);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(store.resolve("listeners.json"))
                      .isRegularFile()
                      .content()
                      .contains("\"port\":" + deliveryPort));
    }
    nothingIsLeft("stopped in order");
  }
}
