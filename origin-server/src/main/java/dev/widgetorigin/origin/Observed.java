package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.notify.Webhooks;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.observe.health.BucketReport;
import dev.widgetorigin.origin.observe.health.CertificateHealth;
import dev.widgetorigin.origin.observe.health.DamageReport;
import dev.widgetorigin.origin.observe.health.FollowerReport;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.health.NotifyReport;
import dev.widgetorigin.origin.observe.health.PurgeReport;
import dev.widgetorigin.origin.observe.health.StoreDisk;
import dev.widgetorigin.origin.observe.health.StoreProbe;
import dev.widgetorigin.origin.purge.Purges;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.NodeStore;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at from outside: the state of health and the meters.
 *
 * @param probe looks at the store's disk when it is run
 * @param certificate knows nothing until it is told which to watch
 */
record Observed(Health health, Metrics metrics, StoreProbe probe, CertificateHealth certificate) {
  private static final Logger LOG = LoggerFactory.getLogger(Observed.class);

  /** The part that is the certificate of the delivery listener. */
  static final String CERTIFICATE = "certificate";

  static Observed of(NodeStore files, OriginConfig config, World world) {
    Health.State natives = NativeLibraries.load(config.store().path().resolve(StoreLayout.NATIVE));
    if (!natives.up()) {
      LOG.error("{}", natives.detail());
    }
    StoreProbe probe =
        new StoreProbe(
            new StoreDisk(
                    config.store().path().resolve(vouching(files)),
                    files.staging(),
                    config.store().path().resolve(StoreLayout.TEMPORARY))
                .writing(changed(config.store().path()))
                .keeping(files::keepLock));
    CertificateHealth certificate = new CertificateHealth(world.clock());
    DamageReport damage = new DamageReport(files);
    BucketReport bucket = new BucketReport(files::bucket);
    FollowerReport followers = new FollowerReport(files.catalog());
    Health health =
        new Health(world.version())
            .with("store", Health.Need.READS, probe::reads)
            .with("disk", Health.Need.CHANGES, probe::changes)
            .with("natives", Health.Need.CHANGES, () -> natives)
            .with("bundles", Health.Need.ATTENTION, damage)
            .with("followers", Health.Need.ATTENTION, followers);
    if (files.bucket().isPresent()) {
      health.with("bucket", Health.Need.ATTENTION, bucket);
    }
    if (config.tls().enabled()) {
      health.with(CERTIFICATE, Health.Need.ATTENTION, certificate::state);
    }
    Metrics metrics =
        new Metrics(world.version(), files.catalog()::snapshot)
            .with(probe::addTo)
            .with(damage::addTo)
            .with(followers::addTo)
            .with(bucket::addTo)
            .with(certificate::addTo);
    return new Observed(health, metrics, probe, certificate);
  }

  /** From now on what edges have been told, and what was seen through them, is shown too. */
  void watch(Purges purges) {
    if (purges.any()) {
      PurgeReport report = new PurgeReport(() -> purges.status(null));
      health.with("purges", Health.Need.ATTENTION, report);
      Metrics unused = metrics.with(report::addTo);
    }
  }

  /** From now on what receivers of webhooks do not take is shown too. */
  void watch(Webhooks webhooks) {
    if (webhooks.any()) {
      NotifyReport report = new NotifyReport(webhooks);
      health.with("notifications", Health.Need.ATTENTION, report);
      Metrics unused = metrics.with(report::addTo);
    }
  }

  /** A small file of the folder that is always there. */
  private static String vouching(NodeStore files) {
    return files.bucket().isPresent() ? StoreLayout.NODE : StoreLayout.FORMAT;
  }

  /** Folders of a store without which nothing can be published or changed. */
  private static Path[] changed(Path store) {
    return Stream.of(
            StoreLayout.LOG, StoreLayout.BLOBS, StoreLayout.MANIFESTS, StoreLayout.TEMPORARY)
        .map(store::resolve)
        .toArray(Path[]::new);
  }
}
