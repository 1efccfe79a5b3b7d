package dev.widgetorigin.origin.observe.health;

import dev.widgetorigin.origin.observe.MeterNames;
import dev.widgetorigin.origin.observe.Snapshots;
import dev.widgetorigin.origin.purge.PurgeStatus;
import dev.widgetorigin.origin.purge.PurgeStatus.Host;
import dev.widgetorigin.origin.purge.PurgeStatus.Sighting;
import dev.widgetorigin.origin.purge.PurgeStatus.Target;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Says which edges take no purges, and which public hosts go on with old answers. */
public final class PurgeReport implements Supplier<Health.State> {
  private final Supplier<PurgeStatus> purges;

  public PurgeReport(Supplier<PurgeStatus> purges) {
    this.purges = purges;
  }

  @Override
  public Health.State get() {
    PurgeStatus status = purges.get();
    List<String> wrong = new ArrayList<>();
    for (Target target : status.targets()) {
      if (target.failingLong()) {
        wrong.add(
            "'%s' has taken no purge since %s: %s"
                .formatted(target.name(), target.failingSince(), target.problem()));
      }
    }
    for (Host host : status.hosts()) {
      long late = host.seen().stream().filter(Sighting::late).count();
      if (late > 0) {
        wrong.add(
            "%d %s not right yet at %s; 'widget-origin purge status' names them"
                .formatted(late, late == 1 ? "alias is" : "aliases are", host.host()));
      }
    }
    return wrong.isEmpty()
        ? Health.State.up(
            status.targets().isEmpty()
                ? "no edge is purged; purge.targets names none"
                : "all edges take purges")
        : Health.State.down(String.join("; ", wrong));
  }

  public void addTo(MetricSnapshots.Builder all) {
    PurgeStatus status = purges.get();
    if (!status.targets().isEmpty()) {
      addTargets(all, status.targets());
    }
    if (!status.hosts().isEmpty()) {
      addHosts(all, status.hosts());
    }
  }

  private static void addTargets(MetricSnapshots.Builder all, List<Target> targets) {
    CounterSnapshot.Builder requests =
        Snapshots.counters(MeterNames.PURGE_REQUESTS, "Requests to edges that are purged");
    GaugeSnapshot.Builder waiting =
        Snapshots.gauges(
            MeterNames.PURGE_WAITING, "Tags or paths that an edge is still to be told of");
    GaugeSnapshot.Builder failing =
        Snapshots.gauges(MeterNames.PURGE_FAILING, "Since when an edge has taken no purges");
    for (Target target : targets) {
      requests.dataPoint(
          Snapshots.count(
              Labels.of("target", target.name(), "outcome", "done"), target.requests()));
      requests.dataPoint(
          Snapshots.count(
              Labels.of("target", target.name(), "outcome", "failed"), target.failures()));
      waiting.dataPoint(point("target", target.name(), target.waiting()));
      if (target.failingSince() != null) {
        failing.dataPoint(
            point("target", target.name(), target.failingSince().toEpochMilli() / 1000.0));
      }
    }
    all.metricSnapshot(requests.build())
        .metricSnapshot(waiting.build())
        .metricSnapshot(failing.build());
  }

  private static void addHosts(MetricSnapshots.Builder all, List<Host> hosts) {
    GaugeSnapshot.Builder unseen =
        Snapshots.gauges(
            MeterNames.PURGE_UNSEEN, "Aliases not yet seen to be right through a public host");
    GaugeSnapshot.Builder late =
        Snapshots.gauges(
            MeterNames.PURGE_LATE, "Those of them for longer than purge.check-timeout");
    GaugeSnapshot.Builder seconds =
        Snapshots.gauges(MeterNames.PURGE_SECONDS, "From the last change until it was seen there");
    for (Host host : hosts) {
      unseen.dataPoint(
          point(
              "host",
              host.url(),
              (double) host.seen().stream().filter(s -> s.rightSince() == null).count()));
      late.dataPoint(
          point("host", host.url(), (double) host.seen().stream().filter(Sighting::late).count()));
      host.seen().stream()
          .filter(seen -> seen.rightSince() != null)
          .max(Comparator.comparing(Sighting::rightSince))
          .ifPresent(
              seen ->
                  seconds.dataPoint(
                      point(
                          "host",
                          host.url(),
                          Duration.between(seen.changedAt(), seen.rightSince()).toMillis()
                              / 1000.0)));
    }
    all.metricSnapshot(unseen.build()).metricSnapshot(late.build()).metricSnapshot(seconds.build());
  }

  private static GaugeDataPointSnapshot point(String label, String value, double number) {
    return Snapshots.measure(Labels.of(label, value), number);
  }
}
