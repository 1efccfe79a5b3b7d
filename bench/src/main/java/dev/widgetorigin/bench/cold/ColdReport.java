package dev.widgetorigin.bench.cold;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Prints what was measured as Markdown; ratios are to the first server. */
final class ColdReport {
  private final List<Peer> peers;
  private final PrintStream out;

  ColdReport(List<Peer> peers, PrintStream out) {
    this.peers = peers;
    this.out = out;
  }

  void head(String dropped, boolean counted) {
    out.println("- page cache: " + dropped);
    if (!counted) {
      out.println("- the kernel did not count waiting: that column is 0 whatever happened");
    }
  }

  /** One cold file at a time. */
  void firsts() {
    out.println();
    out.println("| | median, us | p99, us | median / nginx's | in single rounds | p99 / nginx's |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
    Peer base = peers.get(0);
    for (Peer peer : peers) {
      List<Double> ratios = ratios(peer, base);
      out.println(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %.2f | %.2f to %.2f | %.2f |",
              peer.name(),
              at(50, peer.firsts) / 1000,
              at(99, peer.firsts) / 1000,
              at(50, peer.firsts) / at(50, base.firsts),
              ratios.get(0),
              ratios.get(ratios.size() - 1),
              at(99, peer.firsts) / at(99, base.firsts)));
    }
  }

  private static List<Double> ratios(Peer peer, Peer base) {
    return IntStream.range(0, base.medians.size())
        .mapToObj(round -> peer.medians.get(round) / base.medians.get(round))
        .sorted()
        .toList();
  }

  /** Many at a steady rate; medians of the rounds, but the longest waits of any. */
  void crowds(int rate) {
    out.println();
    out.println(
        "| at "
            + rate
            + "/s | answers a second | 503 | p50 / p99 of a cold file, ms | bystanders' p50 alone, us"
            + " | beside it | p99 alone | beside it | longest | loop waited for the disk, ms | looks"
            + " that found it waiting, % | CPU, s |");
    out.println(
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (Peer peer : peers) {
      List<Peer.Crowd> all = peer.crowds;
      out.println(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %.1f / %.1f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f | %.2f |",
              peer.name(),
              median(all, each -> each.load().rate()),
              most(all, each -> each.load().refused()),
              median(all, each -> each.load().median() / 1000.0),
              median(all, each -> each.load().late() / 1000.0),
              median(all, each -> at(50, each.quiet())),
              median(all, each -> at(50, each.busy())),
              median(all, each -> at(99, each.quiet())),
              median(all, each -> at(99, each.busy())),
              most(all, each -> at(100, each.busy())),
              most(all, each -> each.waitedMillis()),
              most(all, each -> each.waitedPercent()),
              median(all, each -> each.cpuSeconds())));
    }
  }

  private static double at(double percentile, Histogram histogram) {
    return histogram.getValueAtPercentile(percentile);
  }

  private static double median(List<Peer.Crowd> all, ToDoubleFunction<Peer.Crowd> figure) {
    return all.stream().mapToDouble(figure).sorted().toArray()[all.size() / 2];
  }

  private static double most(List<Peer.Crowd> all, ToDoubleFunction<Peer.Crowd> figure) {
    return all.stream().mapToDouble(figure).max().orElseThrow();
  }
}
