package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.listener.ListenerConfig;
import dev.widgetorigin.origin.http.listener.EventLoops;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.observe.logs.AccessLog;
import dev.widgetorigin.origin.rollout.outcome.OutcomeHandler;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.TrustedProxies;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The two ports, put together: how each is opened, and who is told of its requests. */
final class Listeners {
  private final OriginConfig config;
  private final Listener control;
  private final Listener delivery;

  private Listeners(OriginConfig config, Listener control, Listener delivery) {
    this.config = config;
    this.control = control;
    this.delivery = delivery;
  }

  /**
   * Opens both ports. What was opened is in the parts even where this throws.
   *
   * @param accessLog null where there is none
   */
  static Listeners open(
      Foundation base, EventLoops loops, AccessLog accessLog, ListenerRoutes routes) {
    OriginConfig config = base.config();
    Metrics metrics = base.metrics();
    AtomicInteger port = new AtomicInteger();
    Handler calls = routes.control(port::get);
    Listener control =
        base.parts()
            .add(
                "control listener",
                listener(base, "control", calls, StandardHeaders.control())
                    .listen(config.control().listener())
                    .http2(config.control().http2())
                    .uploads(routes.controlUploads(calls))
                    .proxies(new TrustedProxies(config.control().trustedProxies()))
                    .observer(observer(metrics.controlRequests(), accessLog, "control"))
                    .start(loops));
    Handler files = routes.delivery();
    Listener delivery =
        base.parts()
            .add(
                "delivery listener",
                listener(base, "delivery", files, StandardHeaders.delivery(config))
                    .listen(config.delivery().listener())
                    .http2(config.delivery().http2())
                    .tls(config.tls())
                    .uploads(UploadPolicy.inMemory(OutcomeHandler.MOST).withGate(files::admit))
                    .proxies(TrustedProxies.ofDelivery(config))
                    .observer(observer(metrics.deliveryRequests(), accessLog, "delivery"))
                    .start(loops));
    port.set(delivery.address().getPort());
    return new Listeners(config, control, delivery);
  }

  private static Listener.Builder listener(
      Foundation base, String name, Handler handler, StandardHeaders headers) {
    OriginConfig config = base.config();
    return Listener.builder(name, handler, new ProblemReplies(headers, config.cache()))
        .http(config.http())
        .limits(config.limits())
        .clock(base.world().clock())
        .events(base.metrics().connections(name));
  }

  /** Counting and, where there is an access log, its line. */
  private static ExchangeEvents observer(
      ExchangeEvents meters, AccessLog accessLog, String listener) {
    if (accessLog == null) {
      return meters;
    }
    ExchangeEvents lines = accessLog.observer(listener);
    return (request, reply, bytes, nanos) -> {
      try {
        meters.completed(request, reply, bytes, nanos);
      } finally {
        lines.completed(request, reply, bytes, nanos);
      }
    };
  }

  /** Closes the ports and lets answers under way finish, for that long at most. */
  void drain(Duration atMost) {
    Listener.drain(atMost, delivery, control);
  }

  Listener delivery() {
    return delivery;
  }

  String deliveryUrl() {
    return url(
        config.tls().enabled() ? "https" : "http", config.delivery().listener(), deliveryPort());
  }

  String controlUrl() {
    return url("http", config.control().listener(), controlPort());
  }

  int deliveryPort() {
    return delivery.address().getPort();
  }

  int controlPort() {
    return control.address().getPort();
  }

  /** The host as it was configured: a bound wildcard address says nothing more. */
  private static String url(String scheme, ListenerConfig listener, int port) {
    String host = listener.host();
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
