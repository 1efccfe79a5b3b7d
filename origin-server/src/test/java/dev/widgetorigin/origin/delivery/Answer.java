package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.http.ProtocolClient;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A reply as a client would see it; its body has been read and let go. */
public final class Answer {
  private final int status;
  private final HeaderBlock headers;
  private final byte[] content;

  private Answer(int status, HeaderBlock headers, byte[] content) {
    this.status = status;
    this.headers = headers;
    this.content = content;
  }

  public int status() {
    return status;
  }

  public HeaderBlock headers() {
    return headers;
  }

  public byte[] content() {
    return content;
  }

  /** Takes over the reply's body as the listener's writer does. */
  public static Answer of(Reply reply) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    read(reply.body(), out);
    return new Answer(reply.status(), reply.headers(), out.toByteArray());
  }

  /** What a client has seen, less what belongs to the moment and to the connection. */
  public static Answer of(ProtocolClient.Received received) {
    HeaderBlock.Builder headers = HeaderBlock.builder();
    List<String> fields = received.fields();
    for (int i = 0; i < fields.size(); i += 2) {
      headers.add(fields.get(i), fields.get(i + 1));
    }
    HeaderBlock all = headers.build();
    if (all.get("Date") == null) {
      throw new AssertionError("no Date in " + fields);
    }
    HeaderBlock kept = all.toBuilder().remove("Date").remove("Connection").build();
    return new Answer(received.status(), kept, received.content());
  }

  private static void read(Body body, ByteArrayOutputStream out) {
    if (body instanceof Body.Memory memory) {
      byte[] bytes = new byte[memory.bytes().readableBytes()];
      memory.bytes().duplicate().readBytes(bytes);
      memory.bytes().release();
      out.writeBytes(bytes);
    } else if (body instanceof Body.File file) {
      try {
        var channel = file.file().channel();
        ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
        while (bytes.hasRemaining()
            && channel.read(bytes, file.offset() + bytes.position()) >= 0) {}
        out.writeBytes(bytes.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        file.release();
      }
    } else if (body instanceof Body.Sequence sequence) {
      sequence.parts().forEach(part -> read(part, out));
    }
  }

  public String header(String name) {
    return headers.get(name);
  }

  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i).equalsIgnoreCase(name)) {
        values.add(headers.value(i));
      }
    }
    return values;
  }

  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }
}
