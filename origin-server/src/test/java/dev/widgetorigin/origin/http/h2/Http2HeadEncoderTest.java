package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class Http2HeadEncoderTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(Transport.AUTO, Http2HeadEncoderTest::handle, b -> b);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Fields that many answers have, by the path; and one of this answer's own. */
  private static void handle(Request request, Responder responder) {
    HeaderBlock.Builder headers = HeaderBlock.builder().add("ETag", "\"" + request.path() + "\"");
    List<String> shared = fields(Integer.parseInt(request.path().substring(1)));
    for (int i = 0; i < shared.size(); i += 2) {
      headers.add(shared.get(i), shared.get(i + 1));
    }
    responder.send(new Reply(204, headers.build(), Body.EMPTY));
  }

  /** Different ones by number; those from 8 on do not fit into a client's table. */
  private static List<String> fields(int number) {
    List<String> fields = new ArrayList<>(List.of("server", "widget-origin", "vary", "Accept"));
    fields.addAll(List.of("cache-control", "public, max-age=" + number));
    if (number >= 8) {
      fields.addAll(List.of("access-control-expose-headers", "x".repeat(4096)));
    }
    return fields;
  }

  private static List<String> expected(int number) {
    List<String> expected = new ArrayList<>(List.of(":status", "204"));
    expected.addAll(List.of("etag", "\"/" + number + "\""));
    expected.addAll(fields(number));
    expected.add("date");
    return expected;
  }

  private static void check(Http2Client client, int stream, int number) {
    List<String> lines = client.get(stream, "/" + number).answer(stream).lines();
    assertThat(lines.subList(0, lines.size() - 1)).isEqualTo(expected(number));
  }

  @Test
  void answers_inAnyOrder_haveTheirOwnFields() {
    Random random = new Random(7541);
    for (int connection = 0; connection < 20; connection++) {
      try (Http2Client client = new Http2Client(server.port())) {
        for (int stream = 1; stream < 60; stream += 2) {
          check(client, stream, random.nextInt(10));
        }
      }
    }
  }

  @Test
  void answers_whenTheClientsTableShrinks_areSaidInFullAgain() {
    try (Http2Client client = new Http2Client(server.port())) {
      check(client, 1, 1);
      check(client, 3, 1);
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(1, 100));
      check(client, 5, 1);
      check(client, 7, 2);
      check(client, 9, 2);
    }
  }

  @Test
  void block_second_remindsOnly() {
    try (Http2Client client = new Http2Client(server.port())) {
      int first = headBlock(client.get(1, "/3")).length;
      int second = headBlock(client.get(3, "/3")).length;
      assertThat(second).isLessThan(first - 20);
    }
  }

  private static byte[] headBlock(Http2Client client) {
    Http2Client.Frame frame = client.read();
    while (frame.type() != Http2Client.HEADERS) {
      frame = client.read();
    }
    return frame.payload();
  }
}
