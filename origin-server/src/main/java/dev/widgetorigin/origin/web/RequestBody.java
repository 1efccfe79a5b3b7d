package dev.widgetorigin.origin.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A request's content, complete: small ones in memory, large ones spooled to a file that is deleted
 * after the reply.
 */
public interface RequestBody {
  RequestBody EMPTY =
      new RequestBody() {
        @Override
        public long length() {
          return 0;
        }

        @Override
        public Path file() {
          return null;
        }

        @Override
        public InputStream open() {
          return new ByteArrayInputStream(new byte[0]);
        }
      };

  long length();

  /** The spooled file, or null where the content is in memory. */
  Path file();

  InputStream open() throws IOException;
}
