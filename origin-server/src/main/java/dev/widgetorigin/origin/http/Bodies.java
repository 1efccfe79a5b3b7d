package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.web.Body;
import java.io.IOException;
import java.util.Collection;

/** Giving up bodies that will not be sent. */
final class Bodies {
  private Bodies() {}

  static void release(Body body) {
    if (body instanceof Body.Memory memory) {
      memory.bytes().release();
    } else if (body instanceof Body.File file) {
      close(file);
    } else if (body instanceof Body.Sequence sequence) {
      sequence.parts().forEach(Bodies::release);
    }
  }

  static void flatten(Body body, Collection<Body> into) {
    if (body instanceof Body.Sequence sequence) {
      for (Body part : sequence.parts()) {
        flatten(part, into);
      }
    } else if (body.length() > 0) {
      into.add(body);
    } else {
      release(body);
    }
  }

  static void close(Body.File file) {
    try {
      file.close();
    } catch (IOException e) {
      // The bytes were only read; nothing is lost.
      org.slf4j.LoggerFactory.getLogger(Bodies.class).debug("closing a file", e);
    }
  }
}
