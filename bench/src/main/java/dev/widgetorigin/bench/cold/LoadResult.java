package dev.widgetorigin.bench.cold;

/**
 * What a load saw.
 *
 * @param rate answers a second
 * @param refused answered 503
 * @param median microseconds from when a request was due to its last octet
 * @param late likewise, the 99th percentile
 */
record LoadResult(double rate, int refused, long median, long late) {
  String text() {
    return rate + " " + refused + " " + median + " " + late;
  }

  static LoadResult parse(String text) {
    String[] fields = text.split(" ", -1);
    return new LoadResult(
        Double.parseDouble(fields[0]),
        Integer.parseInt(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]));
  }
}
