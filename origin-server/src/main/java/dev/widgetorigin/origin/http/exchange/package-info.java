/**
 * What every protocol shares: connections, what they send, their time-outs, and what a listener
 * does with requests.
 *
 * <pre>
 * SocketConnection -> ServerExchange, a request and its responder -> the handler of Service
 *   -> Reply -> ServerExchange -> Output, FilePump -> socket
 * </pre>
 */
package dev.widgetorigin.origin.http.exchange;
