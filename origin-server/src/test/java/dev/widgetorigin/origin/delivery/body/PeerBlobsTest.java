package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of asking one peer and the next. */
final class PeerBlobsTest {
  private static final byte[] RIGHT = "right bytes".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.sha256(RIGHT);

  @TempDir Path folder;
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Boolean> events = new ArrayList<>();
  private final List<byte[]> replaced = new ArrayList<>();
  private final ExecutorService io = Executors.newSingleThreadExecutor();
  private StoreException refusal;
  private long nanos;

  private final BlobStore blobs =
      new BlobStore() {
        @Override
        public Content read(Digest digest) {
          throw new AssertionError("read");
        }

        @Override
        public void replace(Digest digest, Path file) throws IOException {
          if (refusal != null) {
            throw refusal;
          }
          assertThat(digest).isEqualTo(DIGEST);
          replaced.add(Files.readAllBytes(file));
        }
      };

  @BeforeEach
  void make() throws IOException {
    Files.createDirectory(folder.resolve("staging"));
  }

  @AfterEach
  void close() {
    servers.forEach(server -> server.stop(0));
    io.shutdownNow();
  }

  @FunctionalInterface
  private interface Reaction {
    void to(HttpExchange exchange) throws IOException;
  }

  private static Reaction answer(int status, String content) {
    return exchange -> {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  /** The base URL of a peer, without a slash. */
  private String peer(String name, Reaction reaction) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            asked.add(name + " " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
            reaction.to(exchange);
          });
      server.start();
      servers.add(server);
      return "http://127.0.0.1:" + server.getAddress().getPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private PeerBlobs among(String... urls) {
    return new PeerBlobs(
        List.of(urls),
        folder.resolve("staging"),
        new BlobEvents() {
          @Override
          public void peerFetch(boolean found) {
            events.add(found);
          }
        },
        () -> nanos,
        io);
  }

  private boolean restore(PeerBlobs peers) {
    boolean restored = peers.restore(DIGEST, RIGHT.length, blobs);
    try (Stream<Path> staged = Files.list(folder.resolve("staging"))) {
      assertThat(staged).as("nothing is left in staging").isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return restored;
  }

  private String path() {
    return PeerBlobs.PREFIX + DIGEST;
  }

  @ParameterizedTest(name = "base URL ends in <{0}>")
  @CsvSource({"'', ''", "/, ''", "/widgets, /widgets", "/widgets/, /widgets"})
  void restore_fromAPeerThatHasIt_isPutInTheStore(String end, String before) {
    PeerBlobs peers = among(peer("a", answer(200, "right bytes")) + end);
    assertThat(peers.any()).isTrue();
    assertThat(restore(peers)).isTrue();
    assertThat(replaced).hasSize(1);
    assertThat(replaced.get(0)).isEqualTo(RIGHT);
    assertThat(asked).containsExactly("a GET " + before + path());
    assertThat(events).containsExactly(true);
  }

  @Test
  void restore_theFirstHasNone_asksTheNextAndNoMore() {
    PeerBlobs peers =
        among(
            peer("a", answer(404, "")),
            peer("b", answer(200, "right bytes")),
            peer("c", answer(200, "right bytes")));
    assertThat(restore(peers)).isTrue();
    assertThat(asked).containsExactly("a GET " + path(), "b GET " + path());
    assertThat(events).containsExactly(true);
  }

  @Test
  void restore_withoutPeers_isNothing() {
    PeerBlobs peers = among();
    assertThat(peers.any()).isFalse();
    assertThat(restore(peers)).isFalse();
    assertThat(events).containsExactly(false);
  }

  /** Not to have a blob is no failure, and a peer that has it once is well again. */
  @ParameterizedTest(name = "{0} with <{1}>: asked {2} times of four")
  @CsvSource({
    "404, '', 4",
    "200, wrong bytes, 3",
    "200, right byte, 3",
    "200, right bytes and more, 3",
    "200, '', 3",
    "500, '', 3",
    "500, right bytes, 3",
    "206, right bytes, 3",
    "301, right bytes, 3",
  })
  void restore_fromAPeerThatFails_leavesItAloneAfterThree(int status, String content, int times) {
    PeerBlobs peers = among(peer("a", answer(status, content)));
    for (int i = 0; i < 4; i++) {
      assertThat(restore(peers)).isFalse();
    }
    assertThat(replaced).isEmpty();
    assertThat(asked).hasSize(times);
    assertThat(events).containsExactly(false, false, false, false);
    nanos += PeerOrigin.REST.toNanos();
    restore(peers);
    assertThat(asked).as("after a rest").hasSize(times + 1);
  }

  /** Only failures in a row count: that it has no such blob is an answer. */
  @Test
  void restore_fromAPeerThatAnswersInBetween_goesOnAskingIt() {
    int[] statuses = {500, 500, 404, 500, 500, 200, 500, 500, 404};
    PeerBlobs peers =
        among(
            peer(
                "a",
                exchange -> {
                  int status = statuses[asked.size() - 1];
                  answer(status, status == 200 ? "right bytes" : "").to(exchange);
                }));
    for (int status : statuses) {
      assertThat(restore(peers)).isEqualTo(status == 200);
    }
    assertThat(asked).hasSize(statuses.length);
  }

  /** Without a length it may send as much as is expected, and must. */
  @ParameterizedTest(name = "<{0}>: {1}")
  @CsvSource({"right bytes, true", "right byte, false", "right bytes and more, false"})
  void restore_fromAPeerThatDoesNotSayHowMuch_countsItself(String content, boolean restored) {
    PeerBlobs peers =
        among(
            peer(
                "a",
                exchange -> {
                  exchange.sendResponseHeaders(200, 0);
                  exchange.getResponseBody().write(content.getBytes(StandardCharsets.UTF_8));
                  exchange.close();
                }));
    assertThat(restore(peers)).isEqualTo(restored);
  }

  @Test
  void restore_storeThatRefuses_isNoFailureOfThePeer() {
    PeerBlobs peers = among(peer("a", answer(200, "right bytes")));
    refusal = new StoreException(StoreException.Code.UNAVAILABLE, "the disk is full");
    for (int i = 0; i < 4; i++) {
      assertThat(restore(peers)).isFalse();
    }
    assertThat(asked).hasSize(4);
    refusal = null;
    assertThat(restore(peers)).isTrue();
  }

  @Test
  void restore_nobodyListens_isAFailure() {
    String url = peer("a", answer(200, "right bytes"));
    servers.remove(0).stop(0);
    assertThat(restore(among(url))).isFalse();
  }

  @Test
  void restore_interrupted_isGivenUpAndStaysInterrupted() {
    // It never answers: an answer could be quicker than the interrupt is seen.
    PeerBlobs peers = among(peer("a", exchange -> {}));
    Thread.currentThread().interrupt();
    boolean restored = peers.restore(DIGEST, RIGHT.length, blobs);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(restored).isFalse();
  }
}
