package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.negotiate.ByteRanges;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The 206 of one range or, as {@code multipart/byteranges}, of several (RFC 9110 §15.3.7).
 *
 * <p>Ranges are over the encoded representation. A multipart body is not itself encoded, so there
 * Content-Encoding goes into each part beside Content-Type.
 */
final class PartialContent {
  /** Where the bytes of a part come from; called once a part, in order. */
  @FunctionalInterface
  interface Source {
    Body part(long offset, long length);
  }

  private PartialContent() {}

  static Reply reply(
      Asset asset, Representation whole, List<ByteRanges.Part> parts, Source source) {
    return parts.size() == 1
        ? single(whole, parts.get(0), source)
        : multiple(asset, whole, parts, source);
  }

  private static Reply single(Representation whole, ByteRanges.Part part, Source source) {
    HeaderBlock.Builder headers = whole.headers().toBuilder();
    headers.set("Content-Length", Long.toString(part.length()));
    headers.add("Content-Range", part.contentRange(whole.size()));
    return new Reply(206, headers.build(), source.part(part.first(), part.length()));
  }

  private static Reply multiple(
      Asset asset, Representation whole, List<ByteRanges.Part> parts, Source source) {
    // Of the content's own digest, so that the content cannot hold it.
    String boundary = whole.digest().toString().substring(40);
    List<Body> bodies = new ArrayList<>(2 * parts.size() + 1);
    String lineBreak = "";
    for (ByteRanges.Part part : parts) {
      StringBuilder head = new StringBuilder(lineBreak);
      head.append("--").append(boundary).append("\r\n");
      head.append("Content-Type: ").append(asset.contentType).append("\r\n");
      if (whole.encoding() != null) {
        head.append("Content-Encoding: ").append(whole.encodingToken()).append("\r\n");
      }
      head.append("Content-Range: ").append(part.contentRange(whole.size())).append("\r\n\r\n");
      bodies.add(text(head.toString()));
      bodies.add(source.part(part.first(), part.length()));
      lineBreak = "\r\n";
    }
    bodies.add(text("\r\n--" + boundary + "--\r\n"));
    Body body = new Body.Sequence(bodies);
    HeaderBlock.Builder headers = whole.headers().toBuilder();
    headers.remove("Content-Encoding");
    headers.set("Content-Type", "multipart/byteranges; boundary=" + boundary);
    headers.set("Content-Length", Long.toString(body.length()));
    return new Reply(206, headers.build(), body);
  }

  private static Body text(String text) {
    return new Body.Memory(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
