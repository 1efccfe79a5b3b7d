package dev.widgetorigin.origin.console;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.store.manifest.Digest;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The style sheet, the script and the icon: named by their content, so kept for ever. */
final class Assets {
  private record Asset(String type, byte[] content) {}

  private final Map<String, Asset> byName = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private Assets() {
    add("console.css", "text/css; charset=utf-8");
    add("console.js", "text/javascript; charset=utf-8");
    add("icon.svg", "image/svg+xml");
  }

  private static final class Kept {
    private static final Assets ALL = new Assets();
  }

  /** Read and hashed for the first page that is asked for, not at each start. */
  static Assets all() {
    return Kept.ALL;
  }

  private void add(String file, String type) {
    byte[] content = read(file);
    int dot = file.indexOf('.');
    String name = file.substring(0, dot) + "-" + hash(content) + file.substring(dot);
    byName.put(name, new Asset(type, content));
    names.put(file, name);
  }

  /** What the file is called, for a template: {@code console-0123456789ab.css}. */
  String name(String file) {
    return names.get(file);
  }

  /** Empty where there is none of that name. */
  Optional<Reply> reply(Request request, String name, HeaderBlock.Builder headers) {
    Asset asset = byName.get(name);
    if (asset == null) {
      return Optional.empty();
    }
    headers
        .add("Content-Type", asset.type())
        .add("Content-Length", Integer.toString(asset.content().length))
        .add("Cache-Control", "public, max-age=31536000, immutable");
    Body body =
        request.method() == Method.HEAD
            ? Body.EMPTY
            : new Body.Memory(Unpooled.wrappedBuffer(asset.content()));
    return Optional.of(new Reply(200, headers.build(), body));
  }

  private static byte[] read(String file) {
    try (InputStream in = Assets.class.getResourceAsStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] content) {
    return HexFormat.of().formatHex(Digest.sha256(content).toBytes(), 0, 6);
  }
}
