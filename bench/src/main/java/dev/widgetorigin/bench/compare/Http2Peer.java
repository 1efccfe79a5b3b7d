package dev.widgetorigin.bench.compare;

import dev.widgetorigin.bench.Shell;
import dev.widgetorigin.bench.http2.Http2Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP/2 alone, which answers from memory and does nothing else: no access log, no metrics, no
 * resolution. With the origin's JVM and options.
 */
final class Http2Peer extends PeerServer {
  private static final Pattern HOME = Pattern.compile("java\\.home = (\\S+)");
  private static final Pattern VERSION = Pattern.compile("java\\.specification\\.version = (\\d+)");

  private final String kind;
  private final int port;
  private String settings;

  /**
   * A server of its own.
   *
   * @param kind as {@link Http2Server} takes it
   */
  Http2Peer(String name, String kind, Bench bench, int port) {
    super(name, bench);
    this.kind = kind;
    this.port = port;
  }

  @Override
  List<String> command(boolean tls) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(setting(HOME) + "/bin/java");
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx512m", "-Xss512k"));
    if (Integer.parseInt(setting(VERSION)) >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Http2Server.class.getName(), kind, Integer.toString(port)));
    command.add(bench().content().www().toString());
    if (tls) {
      command.add(bench().tls().resolve("cert.pem").toString());
      command.add(bench().tls().resolve("key.pem").toString());
    }
    return command;
  }

  /** What the JVM that the launcher picks says of itself. */
  private String setting(Pattern pattern) throws IOException {
    if (settings == null) {
      String launched =
          "WIDGET_ORIGIN_JAVA_OPTS=-XshowSettings:properties '"
              + bench().launcher()
              + "' --version";
      try {
        settings = Shell.output(bench().folder(), "sh", "-c", launched);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    Matcher found = pattern.matcher(settings);
    if (!found.find()) {
      throw new IOException("the JVM said nothing of " + pattern + ": " + settings);
    }
    return found.group(1);
  }

  @Override
  int port(Case test) {
    return port;
  }

  @Override
  boolean speaks(Case test) {
    return test.http2() && test.kind().equals("br");
  }

  @Override
  boolean compiles() {
    return true;
  }
}
