package dev.widgetorigin.origin.cli.importing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An npm registry of one package, or the bucket of somebody else: answers GETs as it is told. */
final class FakeRegistry implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();
  final ObjectNode packument = JsonMapper.shared().createObjectNode();

  /** Path and Authorization of each request. */
  final List<String> seen = new CopyOnWriteArrayList<>();

  FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void put(String path, byte[] bytes) {
    files.put(path, bytes);
  }

  /** Answers 404 there from now on. */
  void remove(String path) {
    files.remove(path);
  }

  /** A version whose tarball has that. */
  ObjectNode publish(String version, byte[] tarball, String time) {
    String path = "/chat/-/chat-" + version + ".tgz";
    put(path, tarball);
    packument.withObjectProperty("time").put(version, time);
    ObjectNode one = packument.withObjectProperty("versions").putObject(version);
    one.putObject("dist").put("tarball", url() + path).put("integrity", integrity(tarball));
    return one;
  }

  private static String integrity(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(bytes);
      return "sha512-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getQuery();
    seen.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] bytes = files.get(query != null && query.contains("list-type=2") ? "list" : path);
    if (bytes == null && path.equals("/chat")) {
      bytes = packument.toString().getBytes(StandardCharsets.UTF_8);
    }
    headers.getOrDefault(path, Map.of()).forEach(exchange.getResponseHeaders()::add);
    boolean redirect = exchange.getResponseHeaders().containsKey("Location");
    int status = redirect ? 302 : bytes == null ? 404 : 200;
    byte[] body = bytes == null ? new byte[0] : bytes;
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
