/**
 * Bound ports, the event loops behind them, and what a service manager is told.
 *
 * <pre>
 * Listener -> ConnectionInitializer: ConnectionLimits -> http.tls, where there is TLS
 *   -> HttpProtocol.connect -> Http1Connection or Http2Connection
 * </pre>
 */
package dev.widgetorigin.origin.http.listener;
