package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.NativeLibraries;
import dev.widgetorigin.origin.StoreOpening;
import dev.widgetorigin.origin.cli.client.ProxyRules;
import dev.widgetorigin.origin.cli.client.Sizes;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.notify.Webhooks;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.logs.LogFolder;
import dev.widgetorigin.origin.observe.logs.Logging;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

  private final Findings findings = new Findings();

  public DoctorCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    OriginConfig config = configuration();
    java();
    clock();
    proxy();
    if (config != null) {
      natives(folder());
      boolean running = bucket() == null ? store(config, folder()) : bucket(config, bucket());
      if (race && bucket() == null) {
        findings.bad("bucket", "store.url names no bucket to look at");
      }
      disk(folder());
      logs(Logging.folder(config));
      ListenerDoctor listeners = new ListenerDoctor(findings, terminal.clock());
      listeners.port("delivery", config.delivery().listener(), running);
      listeners.port("control", config.control().listener(), running);
      publicUrl(config);
      listeners.tls(config.tls());
      listeners.transport(config.http());
    }
    if (json) {
      terminal.json(findings.json());
    } else {
      findings.print(terminal);
    }
    return findings.anyBad() ? 1 : 0;
  }

  private OriginConfig configuration() {
    OriginConfig config = null;
    List<ConfigProblem> mistakes = List.of();
    try {
      config = settings();
      findings.good("configuration", "readable");
    } catch (ConfigException e) {
      mistakes = e.problems();
      mistakes.forEach(problem -> findings.bad("configuration", problem.toString()));
    }
    try {
      var unused = options().source(terminal).loadToServe();
    } catch (ConfigException e) {
      List<ConfigProblem> missing = new ArrayList<>(e.problems());
      missing.removeAll(mistakes);
      // No more than a warning: a service has variables that this shell has not.
      missing.forEach(
          problem ->
              findings.warn(
                  "configuration", problem + ", as far as the environment of this command tells"));
    }
    return config;
  }

  private void java() {
    int version = Runtime.version().feature();
    if (version >= 17) {
      findings.good("java", Runtime.version().toString());
    } else {
      findings.bad("java", "expected 17 or newer, found " + Runtime.version());
    }
  }

  /** In a folder beside those of the store, which is deleted again: nothing changes. */
  private void natives(Path folder) {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory(existing(folder), ".widget-origin-doctor-");
      Health.State state = NativeLibraries.load(temporary);
      if (state.up()) {
        findings.good("brotli", "native library loaded");
        findings.good("zstd", "native library loaded");
      } else {
        findings.bad("natives", state.detail());
      }
    } catch (IOException e) {
      findings.bad(
          "natives", "cannot write beside the store to load them: " + FileTrouble.why(null, e));
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
      findings.bad(
          "clock", "expected a date of our time, found " + now + ": set the machine's clock");
    } else {
      findings.good("clock", now.toString());
    }
  }

  /** Through which proxies commands reach servers, and an origin its bucket. */
  private void proxy() {
    try {
      findings.good("proxy", ProxyRules.of(terminal.environment()).inWords());
    } catch (CommandFailure e) {
      findings.warn("proxy", e.getMessage());
    }
  }

  /** Whether the origin knows by which URL browsers reach it, where something stands before it. */
  private void publicUrl(OriginConfig config) {
    PublicUrl shown = config.delivery().publicUrl();
    String advice =
        "set it to the URL by which browsers reach this origin through a CDN or a proxy, with its path"
            + " where it is shown below one (docs/cdn.md)";
    if (shown != null) {
      findings.good("public url", shown.toString());
    } else if (config.delivery().trustedProxies().isEmpty()
        && config.purge().targets().isEmpty()
        && config.purge().check().isEmpty()) {
      findings.good("public url", "delivery.public-url is not set; " + advice);
    } else {
      findings.warn(
          "public url",
          "the settings name a CDN or a proxy, but delivery.public-url is not set; " + advice);
    }
  }

  /** Whether an origin runs on it. */
  private boolean store(OriginConfig config, Path folder) {
    if (!Files.exists(folder)) {
      findings.good("store", folder + " will be made at the first start");
      return false;
    }
    if (!Files.isWritable(folder)) {
      findings.bad("store", folder + " cannot be written by this user");
      return false;
    }
    try (NodeStore opened =
        FolderStores.openReadOnly(folder, StoreOptions.DEFAULTS.withClock(terminal.clock()))) {
      findings.good("store", folder + " " + contents(opened));
      notifications(config, opened);
    } catch (StoreException e) {
      if (e.code() == StoreException.Code.MISSING) {
        findings.good("store", folder + " has no store yet");
      } else {
        findings.bad(
            "store", folder + ": " + e.getMessage() + "; 'widget-origin verify' tells more");
      }
    }
    return RunningOrigin.on(folder);
  }

  /** Whether an origin runs on this node's own folder. */
  private boolean bucket(OriginConfig all, StoreConfig config) {
    try (NodeStore opened = openReadOnly()) {
      findings.good("bucket", config.url() + " " + contents(opened));
      notifications(all, opened);
    } catch (CommandFailure e) {
      if (e.getCause() instanceof StoreException known
          && known.code() == StoreException.Code.MISSING) {
        findings.good("bucket", config.url() + " has no store yet");
      } else {
        findings.bad("bucket", e.getMessage());
      }
    }
    if (race) {
      Bucket bucket = StoreOpening.bucket(config, proxies());
      BucketDoctor.Finding found = new BucketDoctor(bucket).look();
      if (found.good()) {
        findings.good("bucket", found.text());
      } else {
        findings.bad("bucket", found.text());
      }
      bucket.close();
    }
    return RunningOrigin.on(config.path());
  }

  /** What receivers of webhooks were never told of. */
  private void notifications(OriginConfig config, NodeStore opened) {
    try {
      Webhooks.neverTold(config, opened).forEach(text -> findings.warn("notifications", text));
    } catch (IOException e) {
      findings.warn(
          "notifications", "the dead letters cannot be read: " + FileTrouble.why(null, e));
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
        findings.warn("disk", "only " + Sizes.text(free) + " free at " + there);
      } else {
        findings.good("disk", Sizes.text(free) + " free");
      }
    } catch (IOException e) {
      findings.bad(
          "disk", "cannot ask for free space at " + there + ": " + FileTrouble.why(there, e));
    }
  }

  private void logs(Path folder) {
    String trouble = LogFolder.foreseen(folder);
    if (trouble == null) {
      findings.good("logs", folder.toString());
    } else {
      findings.warn("logs", trouble);
    }
  }
}
