package dev.widgetorigin.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a comparison showed: medians over rounds, ratios to the baseline of the same round. */
final class Report {
  private static final int WIDTH = 720;

  /** Where bars begin. */
  private static final int LEFT = 150;

  /** From one bar to the next. */
  private static final int BAR = 14;

  private final String baseline;
  private final Map<Case, Map<String, List<Sample>>> samples = new LinkedHashMap<>();

  Report(String baseline) {
    this.baseline = baseline;
  }

  void add(Case test, String peer, Sample sample) {
    samples
        .computeIfAbsent(test, key -> new LinkedHashMap<>())
        .computeIfAbsent(peer, key -> new ArrayList<>())
        .add(sample);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| case | peer | req/s | spread | ratio | req per CPU s | ratio | server % | p50 ms | p99 ms | RSS MB | errors |\n");
    text.append(
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    samples.forEach(
        (test, peers) -> peers.forEach((peer, runs) -> text.append(row(test, peer, runs))));
    return text.toString();
  }

  private String row(Case test, String peer, List<Sample> runs) {
    double[] rates = runs.stream().mapToDouble(Sample::perSecond).sorted().toArray();
    double rate = median(runs, Sample::perSecond);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f | %.0f %% | %.2f | %.0f | %.2f | %.0f | %s | %s | %.0f | %d |%n",
        test,
        peer,
        rate,
        100 * (rates[rates.length - 1] - rates[0]) / rate,
        ratio(test, peer, Sample::perSecond),
        median(runs, Sample::perCpuSecond),
        ratio(test, peer, Sample::perCpuSecond),
        100 * median(runs, Sample::serverShare),
        number(median(runs, Sample::p50Millis)),
        number(median(runs, Sample::p99Millis)),
        median(runs, Sample::residentMegabytes),
        runs.stream().mapToLong(Sample::errors).sum());
  }

  /** Median over rounds of this peer's figure by the baseline's in the same round. */
  double ratio(Case test, String peer, ToDoubleFunction<Sample> figure) {
    List<Sample> base = samples.get(test).get(baseline);
    List<Sample> runs = samples.get(test).get(peer);
    if (base == null) {
      return Double.NaN;
    }
    double[] ratios = new double[Math.min(base.size(), runs.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(runs.get(i)) / figure.applyAsDouble(base.get(i));
    }
    return median(ratios);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static double median(List<Sample> runs, ToDoubleFunction<Sample> figure) {
    return median(runs.stream().mapToDouble(figure).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * Horizontal bars: requests per second of server CPU, as a ratio to the baseline, one group a
   * case.
   */
  String svg() {
    double most = 1;
    int bars = 0;
    for (Map.Entry<Case, Map<String, List<Sample>>> entry : samples.entrySet()) {
      for (String peer : entry.getValue().keySet()) {
        most = Math.max(most, ratio(entry.getKey(), peer, Sample::perCpuSecond));
        bars++;
      }
    }
    int height = 40 + bars * BAR + samples.size() * 12;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">%n"
            .formatted(WIDTH, height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    svg.append(
        "<text x=\"8\" y=\"18\" font-size=\"13\">Requests per second of server CPU, %s = 1</text>%n"
            .formatted(baseline));
    double unit = (WIDTH - LEFT - 60) / most;
    int y = 34;
    for (Map.Entry<Case, Map<String, List<Sample>>> entry : samples.entrySet()) {
      svg.append("<text x=\"8\" y=\"%d\">%s</text>%n".formatted(y + 10, entry.getKey()));
      for (String peer : entry.getValue().keySet()) {
        svg.append(bar(y, peer, ratio(entry.getKey(), peer, Sample::perCpuSecond), unit));
        y += BAR;
      }
      y += 12;
    }
    return svg.append("</svg>\n").toString();
  }

  /**
   * @param unit the length of a bar whose ratio is 1
   */
  private String bar(int y, String peer, double ratio, double unit) {
    String colour =
        peer.equals("widget-origin") ? "#0b7285" : peer.equals(baseline) ? "#868e96" : "#ced4da";
    return String.format(
        Locale.ROOT,
        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
            + "<text x=\"%.1f\" y=\"%d\">%s %.2f</text>%n",
        LEFT,
        y,
        ratio * unit,
        BAR - 3,
        colour,
        LEFT + ratio * unit + 4,
        y + 10,
        peer,
        ratio);
  }
}
