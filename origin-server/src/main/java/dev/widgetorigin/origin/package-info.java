/**
 * The origin server. {@code Main} runs a command; {@code serve} starts an {@code OriginServer},
 * which makes all parts and connects them. {@code ListenerRoutes} says which path goes to which of
 * them:
 *
 * <pre>
 * socket -> http.listener -> http.h1, http.h2 -> http.exchange -> web.Routes
 *   delivery listener   delivery     files, ?meta, import maps
 *                       loader       loaders, which ask the rollout for a version
 *                       rollout      outcome reports of browsers
 *   control listener    control      the gate, then calls of admin, rollout, purge, notify, stats
 *                       npm          the registry; publishes by publish, as admin does
 *                       console      pages, made of calls of control
 *   both                observe      health; and metrics on the control listener
 * </pre>
 */
package dev.widgetorigin.origin;
