package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.NativeLibraries;
import dev.widgetorigin.origin.StoreOpening;
import dev.widgetorigin.origin.cli.client.ProxyRules;
import dev.widgetorigin.origin.cli.client.Sizes;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.origin.config.listener.ListenerConfig;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.origin.http.listener.BindFailure;
import dev.widgetorigin.origin.http.listener.EventLoops;
import dev.widgetorigin.origin.http.tls.CertificateDates;
import dev.widgetorigin.origin.notify.Webhooks;
import dev.widgetorigin.origin.observe.health.CertificateHealth;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.logs.LogFolder;
import dev.widgetorigin.origin.observe.logs.Logging;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;

/** Looks whether an origin could run here. */
@Command(
    name = "doctor",
    description = "Check configuration, store, ports, disk, natives and clock of this machine.",
    footer = {
      "",
      "Changes nothing (except with --bucket). Exit code 1 if something prevents an origin from"
          + " running."
    })
public final class DoctorCommand extends StoreCommand {
  private static final long LOW_DISK = 1L << 30;

  @Option(
      names = "--bucket",
      description =
          "Race creations in the bucket of store.url, too: of many at once exactly one must win."
              + " Writes small objects and deletes them.")
  private boolean race;

  private record Finding(String level, String about, String text) {}

  private final List<Finding> findings = new ArrayList<>();

  public DoctorCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    OriginConfig config = configuration();
    java();
    clock();
    proxies();
    if (config != null) {
      natives(folder());
      boolean running = bucket() == null ? store(config, folder()) : bucket(config, bucket());
      if (race && bucket() == null) {
        bad("bucket", "store.url names no bucket to look at");
      }
      disk(folder());
      logs(Logging.folder(config));
      port("delivery", config.delivery().listener(), running);
      port("control", config.control().listener(), running);
      tls(config.tls());
      transport(config);
    }
    print();
    return findings.stream().anyMatch(finding -> finding.level().equals("bad")) ? 1 : 0;
  }

  private OriginConfig configuration() {
    try {
      OriginConfig config = settings();
      good("configuration", "readable");
      return config;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> bad("configuration", problem.toString()));
      return null;
    }
  }

  private void java() {
    int version = Runtime.version().feature();
    if (version >= 17) {
      good("java", Runtime.version().toString());
    } else {
      bad("java", "expected 17 or newer, found " + Runtime.version());
    }
  }

  /** In a folder beside those of the store, which is deleted again: nothing changes. */
  private void natives(Path folder) {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory(existing(folder), ".widget-origin-doctor-");
      Health.State state = NativeLibraries.load(temporary);
      if (state.up()) {
        good("brotli", "native library loaded");
        good("zstd", "native library loaded");
      } else {
        bad("natives", state.detail());
      }
    } catch (IOException e) {
      bad("natives", "cannot write beside the store to load them: " + FileTrouble.why(null, e));
    } finally {
      delete(temporary);
    }
  }

  private static void delete(Path folder) {
    try {
      if (folder != null) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // A library that was not loaded stays in it: the finding above says so.
      return;
    }
  }

  private static Path existing(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.isDirectory(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private void clock() {
    Instant now = terminal.clock().instant();
    int year = Year.from(now.atZone(ZoneOffset.UTC)).getValue();
    if (year < 2026 || year > 2100) {
      bad("clock", "expected a date of our time, found " + now + ": set the machine's clock");
    } else {
      good("clock", now.toString());
    }
  }

  /** Through which proxies commands reach servers; the origin itself has nothing to do with it. */
  private void proxies() {
    try {
      good("proxy", ProxyRules.of(terminal.environment()).inWords());
    } catch (CommandFailure e) {
      warn("proxy", e.getMessage());
    }
  }

  /** Whether an origin runs on it. */
  private boolean store(OriginConfig config, Path folder) {
    if (!Files.exists(folder)) {
      good("store", folder + " will be made at the first start");
      return false;
    }
    if (!Files.isWritable(folder)) {
      bad("store", folder + " cannot be written by this user");
      return false;
    }
    try (NodeStore opened =
        FolderStores.openReadOnly(folder, StoreOptions.DEFAULTS.withClock(terminal.clock()))) {
      good("store", folder + " " + contents(opened));
      notifications(config, opened);
    } catch (StoreException e) {
      if (e.code() == StoreException.Code.MISSING) {
        good("store", folder + " has no store yet");
      } else {
        bad("store", folder + ": " + e.getMessage() + "; 'widget-origin verify' tells more");
      }
    }
    return Running.on(folder);
  }

  /** Whether an origin runs on this node's own folder. */
  private boolean bucket(OriginConfig all, StoreConfig config) {
    try (NodeStore opened = openReadOnly()) {
      good("bucket", config.url() + " " + contents(opened));
      notifications(all, opened);
    } catch (CommandFailure e) {
      if (e.getCause() instanceof StoreException known
          && known.code() == StoreException.Code.MISSING) {
        good("bucket", config.url() + " has no store yet");
      } else {
        bad("bucket", e.getMessage());
      }
    }
    if (race) {
      Bucket bucket = StoreOpening.bucket(config);
      BucketDoctor.Finding found = new BucketDoctor(bucket).look();
      findings.add(new Finding(found.good() ? "ok" : "bad", "bucket", found.text()));
      bucket.close();
    }
    return Running.on(config.path());
  }

  /** What receivers of webhooks were never told of. */
  private void notifications(OriginConfig config, NodeStore opened) {
    try {
      Webhooks.neverTold(config, opened).forEach(text -> warn("notifications", text));
    } catch (IOException e) {
      warn("notifications", "the dead letters cannot be read: " + FileTrouble.why(null, e));
    }
  }

  private static String contents(NodeStore opened) {
    int widgets = opened.catalog().snapshot().widgetCount();
    return "holds "
        + widgets
        + (widgets == 1 ? " widget" : " widgets")
        + ", newest change "
        + opened.catalog().snapshot().sequence();
  }

  private void disk(Path folder) {
    Path there = existing(folder);
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      if (free < LOW_DISK) {
        warn("disk", "only " + Sizes.text(free) + " free at " + there);
      } else {
        good("disk", Sizes.text(free) + " free");
      }
    } catch (IOException e) {
      bad("disk", "cannot ask for free space at " + there + ": " + FileTrouble.why(there, e));
    }
  }

  private void logs(Path folder) {
    String trouble = LogFolder.foreseen(folder);
    if (trouble == null) {
      good("logs", folder.toString());
    } else {
      warn("logs", trouble);
    }
  }

  private void port(String name, ListenerConfig listener, boolean running) {
    String address = listener.host() + ":" + listener.port();
    if (listener.port() == 0) {
      good(name, "any free port of " + listener.host());
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(listener.host(), listener.port()));
      good(name, address + " is free");
    } catch (IOException e) {
      if (running) {
        good(name, address + " is in use, and an origin runs on the store");
      } else {
        bad(name, BindFailure.message(name, listener, e));
      }
    }
  }

  private void tls(TlsConfig tls) {
    if (!tls.enabled()) {
      return;
    }
    for (Path file : List.of(tls.certificate(), tls.key())) {
      if (Files.isReadable(file)) {
        good("tls", file + " is readable");
      } else {
        bad("tls", "cannot read " + file);
        return;
      }
    }
    try {
      Health.State state =
          CertificateHealth.state(
              CertificateDates.read(tls.certificate()), terminal.clock().instant());
      if (state.up()) {
        good("certificate", state.detail());
      } else {
        warn("certificate", state.detail());
      }
    } catch (IOException e) {
      bad("certificate", e.getMessage());
    }
  }

  private void transport(OriginConfig config) {
    try (EventLoops loops = EventLoops.start(config.http())) {
      good("transport", loops.transport().toString().toLowerCase(Locale.ROOT));
    } catch (IllegalStateException e) {
      bad("transport", e.getMessage());
    }
  }

  private void good(String about, String text) {
    findings.add(new Finding("ok", about, text));
  }

  private void warn(String about, String text) {
    findings.add(new Finding("warn", about, text));
  }

  private void bad(String about, String text) {
    findings.add(new Finding("bad", about, text));
  }

  private void print() {
    if (json) {
      ArrayNode list = object().putArray("findings");
      findings.forEach(
          finding ->
              list.addObject()
                  .put("level", finding.level())
                  .put("about", finding.about())
                  .put("text", finding.text()));
      terminal.json(list);
      return;
    }
    for (Finding finding : findings) {
      terminal.say("%-4s %-14s %s", finding.level(), finding.about(), finding.text());
    }
  }
}
