package dev.widgetorigin.origin.observe;

/**
 * Every meter name of the origin, as {@code /metrics} shows it. Dashboards and alerts hang on
 * these: a name may be added, never changed.
 *
 * <p>JVM, process and Netty meters keep the names that Micrometer gives them ({@code jvm_…}, {@code
 * process_…}, {@code system_…}, {@code netty_…}).
 */
public final class MeterNames {
  /** Counter by class, method, status_class, encoding. */
  static final String REQUESTS = "http_server_requests_total";

  /** Histogram by class, from a request's complete head to the end of its reply. */
  static final String REQUEST_DURATION = "http_server_request_duration_seconds";

  /** Gauge by listener. */
  static final String CONNECTIONS = "http_server_connections";

  /** Counter by listener and reason: connections refused or cut by the origin. */
  static final String CONNECTIONS_CUT = "http_server_connections_cut_total";

  /** Counter by widget, version, filetype. */
  static final String DOWNLOADS = "widget_downloads_total";

  /** Counter by widget, filetype. */
  static final String RESPONSE_BYTES = "widget_response_bytes_total";

  /** Info by widget, alias, version: what each alias answers now. */
  static final String ALIAS = "widget_alias_info";

  static final String CACHE_HITS = "asset_cache_hits_total";
  static final String CACHE_MISSES = "asset_cache_misses_total";
  static final String CACHE_EVICTIONS = "asset_cache_evictions_total";

  /** Gauges: representations held, off-heap bytes held, off-heap bytes at most. */
  static final String CACHE_ENTRIES = "asset_cache_entries";

  static final String CACHE_BYTES = "asset_cache_bytes";
  static final String CACHE_MAX_BYTES = "asset_cache_max_bytes";

  static final String VERSION_FALLBACKS = "delivery_version_fallbacks_total";
  static final String UNREADABLE_BLOBS = "delivery_unreadable_blobs_total";
  static final String PEER_HITS = "delivery_peer_hits_total";
  static final String PEER_MISSES = "delivery_peer_misses_total";

  /** Counter by widget, cohort, outcome: page loads, sampled ones by what they stand for. */
  static final String LOAD_OUTCOMES = "widget_load_outcomes_total";

  /** Counter by why: reports that did not count. */
  static final String OUTCOMES_DROPPED = "widget_load_outcomes_dropped_total";

  /** Counter by widget: rollouts taken back, or paused until a person looks. */
  static final String ROLLOUT_ALERTS = "widget_rollout_alerts_total";

  /** Counters by target and outcome: requests to edges. */
  public static final String PURGE_REQUESTS = "purge_requests_total";

  /** Gauge by target: tags or paths that it is still to be told of. */
  public static final String PURGE_WAITING = "purge_waiting";

  /** Gauge by target: since when it takes no purges; absent where it does. */
  public static final String PURGE_FAILING = "purge_failing_since_timestamp_seconds";

  /** Gauges by host: aliases not yet seen to be right, and those of them that are late. */
  public static final String PURGE_UNSEEN = "purge_aliases_unseen";

  public static final String PURGE_LATE = "purge_aliases_late";

  /** Gauge by host: how long the last alias took from its change until it was seen. */
  public static final String PURGE_SECONDS = "purge_last_seen_after_seconds";

  /** Counters by webhook and outcome: tries to tell a receiver. */
  public static final String NOTIFY_MESSAGES = "notify_messages_total";

  /** Gauge by webhook: events that it is still to be told of. */
  public static final String NOTIFY_WAITING = "notify_waiting";

  /** Gauge by webhook: events that it was never told of, on whatever node. */
  public static final String NOTIFY_DEAD = "notify_dead_letters";

  /** Gauge by webhook: when the oldest that waits happened; absent where none does. */
  public static final String NOTIFY_OLDEST = "notify_oldest_waiting_timestamp_seconds";

  /** Gauges by follower: commits that it has not handled, and how often in a row it has failed. */
  public static final String FOLLOWER_BEHIND = "store_follower_behind";

  public static final String FOLLOWER_FAILURES = "store_follower_failures";

  /** Histogram by op. */
  static final String STORE_OPERATION = "store_operation_duration_seconds";

  /** Counter by outcome. */
  static final String PUBLISHES = "publish_total";

  /** Gauge: widgets. */
  static final String WIDGETS = "store_widgets";

  /** Gauge: widgets, and channels by themselves, that are switched off now. */
  static final String SWITCHED_OFF = "store_switched_off";

  /** Gauges, in bytes, of the disk where the store is. */
  public static final String DISK_FREE = "store_disk_free_bytes";

  public static final String DISK_TOTAL = "store_disk_total_bytes";

  /** Gauge: 1 where the store can take changes, 0 where it cannot. */
  public static final String WRITABLE = "store_writable";

  /** Gauge: versions some of whose bytes are missing or wrong. */
  public static final String DAMAGED_VERSIONS = "store_damaged_versions";

  /** Gauge: when the delivery listener's certificate expires, in seconds since 1970. */
  public static final String CERTIFICATE_EXPIRY = "tls_certificate_expiry_timestamp_seconds";

  /** Gauges of a bucket that nodes share: how old is what was seen, and whether it answers. */
  public static final String BUCKET_AGE = "store_bucket_age_seconds";

  public static final String BUCKET_REACHABLE = "store_bucket_reachable";

  /** Gauge: the number of the newest change that this node has seen. */
  static final String SEQUENCE = "store_log_sequence";

  /** Counter by reason: calls without a valid token, or with one that may not do that. */
  static final String REFUSALS = "auth_refused_total";

  /** Counter by what is shared: refused because the client has its share of it. */
  static final String SHARES_REFUSED = "client_share_refused_total";

  /** Counter: lines that did not fit into the access log's buffers, or that the disk refused. */
  public static final String ACCESS_LOG_DROPPED = "access_log_dropped_total";

  /** Info by version and java. */
  static final String BUILD = "build_info";

  private MeterNames() {}
}
