package dev.widgetorigin.origin.http.exchange;

import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.TrustedProxies;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a listener does with requests, and whom it tells.
 *
 * @param problems renders the answers to messages that never reach the handler
 * @param nanos measures how long answers take
 * @param proxies whose word counts for who the client is
 */
public record Service(
    Handler handler,
    Function<Problem, Reply> problems,
    LimitsConfig limits,
    UploadPolicy uploads,
    InstantSource clock,
    LongSupplier nanos,
    ConnectionEvents events,
    ExchangeEvents observer,
    TrustedProxies proxies) {

  /** A service with the usual limits, whose requests have next to no content and tell nobody. */
  public static Service of(
      Handler handler, Function<Problem, Reply> problems, InstantSource clock) {
    return new Service(
        handler,
        problems,
        LimitsConfig.DEFAULTS,
        UploadPolicy.inMemory(4096),
        clock,
        System::nanoTime,
        ConnectionEvents.NONE,
        ExchangeEvents.NONE,
        TrustedProxies.NONE);
  }
}
