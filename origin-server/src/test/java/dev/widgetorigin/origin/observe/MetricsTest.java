package dev.widgetorigin.origin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.delivery.body.CacheFigures;
import dev.widgetorigin.origin.publish.PublishEvents;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private final Metrics metrics =
      new Metrics("1.2.3", FakeCatalog::new).withCache(() -> new CacheFigures(1, 2, 3, 4, 5, 6));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http_server_requests_total",
        "http_server_request_duration_seconds",
        "http_server_connections",
        "http_server_connections_cut_total",
        "widget_downloads_total",
        "widget_response_bytes_total",
        "widget_alias_info",
        "asset_cache_hits_total",
        "asset_cache_misses_total",
        "asset_cache_evictions_total",
        "asset_cache_entries",
        "asset_cache_bytes",
        "asset_cache_max_bytes",
        "store_operation_duration_seconds",
        "publish_total",
        "store_widgets",
        "store_log_sequence",
        "access_log_dropped_total",
        "build_info",
        "jvm_memory_used_bytes",
        "process_uptime_seconds",
        "netty_allocator_memory_used"
      })
  void scrape_everyNameOfTheContract_isThere(String name) {
    metrics.deliveryRequests().completed(null, reply(CacheClass.EXACT, "br", 200), 10, 1000);
    metrics.delivery().downloads(WidgetName.parse("w"), Version.parse("1.0.0"), "a.js").sent(1);
    metrics.connections("delivery").opened();
    metrics.connections("delivery").overLimit();
    Set<String> names = new TreeSet<>();
    for (String line : metrics.scrape(null).text().lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        names.add(line.split(" ", -1)[2]);
      }
    }
    assertThat(names).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"gzip, gzip", "br, br", "zstd, zstd", "dcb, dcb", "dcz, dcz", ", identity"})
  void completed_anyEncoding_isALabelOfItsOwn(String encoding, String label) {
    metrics.deliveryRequests().completed(null, reply(CacheClass.ALIAS, encoding, 200), 10, 1000);
    assertThat(metrics.scrape(null).text().lines())
        .filteredOn(line -> line.startsWith("http_server_requests_total{"))
        .singleElement()
        .asString()
        .contains("encoding=\"" + label + "\"");
  }

  @Test
  void completed_request_isCountedByClassMethodStatusAndEncoding() {
    Reply hot = reply(CacheClass.ALIAS, "zstd", 200);
    metrics.deliveryRequests().completed(null, hot, 10, 1_500_000_000L);
    metrics.deliveryRequests().completed(null, hot, 10, 2_500_000_000L);
    metrics.controlRequests().completed(null, reply(CacheClass.NO_STORE, null, 401), 0, 1);
    String text = metrics.scrape(null).text();
    assertThat(text)
        .contains(
            "http_server_requests_total{class=\"alias\",encoding=\"zstd\",method=\"OTHER\","
                + "status_class=\"2xx\"} 2.0",
            "http_server_requests_total{class=\"control\",encoding=\"identity\",method=\"OTHER\","
                + "status_class=\"4xx\"} 1.0",
            "http_server_request_duration_seconds_bucket{class=\"alias\",le=\"2.0\"} 1",
            "http_server_request_duration_seconds_bucket{class=\"alias\",le=\"5.0\"} 2",
            "http_server_request_duration_seconds_sum{class=\"alias\"} 4.0",
            "build_info{java=\"" + Runtime.version() + "\",version=\"1.2.3\"} 1");
  }

  @Test
  void scrape_aliases_nameTheNewestVersionsAndOther() {
    assertThat(metrics.scrape(null).text())
        .contains(
            "widget_alias_info{alias=\"latest\",version=\"1.0.24\",widget=\"w\"} 1",
            "widget_alias_info{alias=\"v1\",version=\"1.0.24\",widget=\"w\"} 1",
            "widget_alias_info{alias=\"old\",version=\"other\",widget=\"w\"} 1",
            "store_log_sequence 25.0");
  }

  @Test
  void scrape_openMetricsAsked_isAnswered() {
    Metrics.Exposition exposition = metrics.scrape("application/openmetrics-text;version=1.0.0");
    assertThat(exposition.contentType()).startsWith("application/openmetrics-text");
    assertThat(exposition.text()).endsWith("# EOF\n");
  }

  @Test
  void published_outcomes_areCounted() {
    metrics.store().published(PublishEvents.Result.CONFLICT);
    assertThat(metrics.scrape(null).text()).contains("publish_total{outcome=\"conflict\"} 1.0");
  }

  @Test
  void downloads_versionThatLeftTheNewest_movesToOtherWithoutAJump() {
    DownloadMeters downloads = new DownloadMeters();
    WidgetName name = WidgetName.parse("w");
    Version old = Version.parse("1.0.0");
    downloads.counter(name, old, "a.js").sent(100);
    assertThat(Texts.of(downloads.snapshots(any -> Set.of(old))))
        .containsEntry("w 1.0.0 script", 1.0);
    assertThat(Texts.of(downloads.snapshots(any -> Set.of()))).containsEntry("w other script", 0.0);
    downloads.counter(name, old, "b.mjs").sent(1);
    assertThat(Texts.of(downloads.snapshots(any -> Set.of())))
        .containsEntry("w other script", 1.0)
        .containsEntry("w script", 101.0);
  }

  private static Reply reply(CacheClass cacheClass, String encoding, int status) {
    HeaderBlock.Builder headers = HeaderBlock.builder();
    cacheClass.addTo(headers, CacheConfig.DEFAULTS, Map.of());
    if (encoding != null) {
      headers.add("Content-Encoding", encoding);
    }
    return new Reply(status, headers.build(), Body.EMPTY);
  }

  /** The samples of counters by their label values. */
  private static final class Texts {
    static Map<String, Double> of(
        List<io.prometheus.metrics.model.snapshots.CounterSnapshot> snapshots) {
      Map<String, Double> samples = new java.util.TreeMap<>();
      snapshots.forEach(
          snapshot ->
              snapshot
                  .getDataPoints()
                  .forEach(
                      point -> {
                        List<String> labels = new java.util.ArrayList<>();
                        for (String label : new String[] {"widget", "version", "filetype"}) {
                          if (point.getLabels().contains(label)) {
                            labels.add(point.getLabels().get(label));
                          }
                        }
                        samples.put(String.join(" ", labels), point.getValue());
                      }));
      return samples;
    }
  }
}
