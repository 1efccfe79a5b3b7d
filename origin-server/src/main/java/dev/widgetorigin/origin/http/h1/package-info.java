/**
 * HTTP/1.1 and HTTP/1.0 (RFC 9112).
 *
 * <pre>
 * Http1Connection, a state machine
 *   Http1RequestReader: RequestHeadParser -> RequestHead; ContentFraming, ChunkDecoder -> content
 *   Http1Exchange -> the handler -> Reply
 *   Http1Writer: HotAnswers, MemoryPieces, FileRegions -> socket
 * </pre>
 */
package dev.widgetorigin.origin.http.h1;
