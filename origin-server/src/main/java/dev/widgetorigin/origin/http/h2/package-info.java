/**
 * HTTP/2 (RFC 9113).
 *
 * <pre>
 * Http2Connection, which gives each connection its turn; FloodGuard counts what costs work
 *   Http2FrameReader -> Http2FrameDispatcher
 *     -> Http2RequestDecoder: Http2HeaderBlock, Http2RequestReader -> Http2Stream -> the handler
 *     -> Http2Control: settings, windows, resets
 *   Reply -> Http2Streams -> Http2Sender: Http2HeadEncoder -> Http2FrameWriter -> socket
 * </pre>
 */
package dev.widgetorigin.origin.http.h2;
