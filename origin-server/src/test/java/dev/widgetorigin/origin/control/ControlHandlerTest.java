package dev.widgetorigin.origin.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld;
import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.Unspeakable;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided from the head of a call, and what of it reaches the action. */
final class ControlHandlerTest {
  private static final int MOST = 1000;

  @TempDir Path folder;
  @AutoClose private ControlWorld world;
  private ControlHandler handler;
  private final AtomicLong seen = new AtomicLong();
  private int actions;

  /** A token that may read; made when first needed. */
  private String reader;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
    handler = handler(Duration.ofSeconds(1));
  }

  /** {@code patience}: how long a read waits for a change that this node has not seen. */
  private ControlHandler handler(Duration patience) {
    return new ControlHandler(
        List.of(
            put("/{widget}"),
            put("/{widget}/either").needs(Permission.PUBLISH, Permission.RELEASE),
            put("/{widget}/packed")
                .takesGzip()
                .needs(Permission.PUBLISH)
                .takesLong()
                .takes(MOST)
                .saysProcessing(Duration.ofSeconds(10)),
            ApiRoute.change(
                Method.PUT, "/{widget}/short", Permission.PUBLISH, "short", this::runShort),
            // The others change nothing of it.
            put("/{widget}/patient")
                .saysProcessing(Duration.ofSeconds(10))
                .needs(Permission.PUBLISH)
                .takesLong()
                .takes(MOST),
            ApiRoute.look("/{widget}", call -> answer(call, "look"))),
        world.access,
        world.audit,
        world.threads,
        new ControlReplies(StandardHeaders.control(), ProblemForm.DETAILS),
        new MinSequence(seen::get, this::lookAtTheLog, world.threads, patience));
  }

  /** Another node has made changes up to 42; nobody makes any more. */
  private boolean lookAtTheLog(long sequence, Duration patience) {
    seen.set(42);
    if (sequence <= 42) {
      return true;
    }
    LockSupport.parkNanos(patience.toNanos());
    return false;
  }

  private ApiRoute put(String path) {
    return ApiRoute.change(Method.PUT, path, Permission.PUBLISH, "put", call -> answer(call, "put"))
        .takes(MOST);
  }

  private ApiAnswer answer(ApiCall call, String what) {
    actions++;
    call.changesNothing();
    return ApiAnswer.json(200, Map.of("what", what, "who", call.who()));
  }

  private ApiAnswer runShort(ApiCall call) {
    actions++;
    throw new Unspeakable();
  }

  private static Request request(Method method, String path, String token) {
    return token == null
        ? FakeRequest.of(method, path)
        : FakeRequest.of(method, path, "Authorization", "Bearer " + token);
  }

  private static int status(Admission.Admitted admitted, Request request) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    admitted.handler().handle(request, reply::complete);
    return reply.orTimeout(20, TimeUnit.SECONDS).join().status();
  }

  @ParameterizedTest(name = "{0} {1} with {2} is {3}")
  @CsvSource({
    "PUT, /chat, , 401",
    "PUT, /chat, wrong, 401",
    "PUT, /.bad, wrong, 401",
    "PUT, /.bad, publish:chat, 400",
    "PUT, /chat, read, 403",
    "PUT, /other, publish:chat, 403",
    "PUT, /chat, release:chat, 403",
    "PUT, /chat/either, read, 403",
    "PUT, /a/b/c, publish:chat, 404",
    "POST, /chat, publish:chat, 405",
    "GET, /chat, wrong, 401",
  })
  void admit_whatNoContentCouldSave_isRefused(
      Method method, String path, String scope, int expected) {
    String token = "wrong".equals(scope) || scope == null ? scope : world.token(scope);
    Admission admission = handler.admit(request(method, path, token));
    assertThat(admission).isInstanceOf(Admission.Refused.class);
    assertThat(((Admission.Refused) admission).reply().status()).isEqualTo(expected);
    assertThat(actions).isZero();
  }

  @ParameterizedTest(name = "{0} {1} with {2} may send {3}")
  @CsvSource({
    "PUT, /chat, publish:chat, 1000",
    "PUT, /chat, admin, 1000",
    "PUT, /chat/either, publish:chat, 1000",
    "PUT, /chat/either, release:chat, 1000",
    "GET, /chat, read, 0",
  })
  void admit_whoMay_isToldHowMuch(Method method, String path, String scope, long most) {
    Request request = request(method, path, world.token(scope));
    Admission.Admitted admitted = (Admission.Admitted) handler.admit(request);
    assertThat(admitted.mostContent()).isEqualTo(most);
    assertThat(status(admitted, request)).isEqualTo(200);
    assertThat(actions).isEqualTo(1);
  }

  /** RFC 9110 §15.5.16. */
  @ParameterizedTest(name = "{0} in ''{1}''")
  @CsvSource({
    "/chat, gzip, identity",
    "/chat, BR, identity",
    "/chat, 'identity, gzip', identity",
    "/chat/packed, br, 'gzip, identity'",
    "/chat/packed, 'gzip, gzip', 'gzip, identity'",
  })
  void admit_contentInACodingThatIsNotRead_is415ThatSaysWhichAre(
      String path, String coding, String read) {
    Admission admission = handler.admit(coded(Method.PUT, path, coding));
    Reply reply = ((Admission.Refused) admission).reply();
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.headers().get("Accept-Encoding")).isEqualTo(read);
  }

  @ParameterizedTest(name = "{0} {1} in ''{2}''")
  @CsvSource({
    "PUT, /chat, identity",
    "PUT, /chat, ''",
    "PUT, /chat/packed, X-Gzip",
    "PUT, /chat/packed, ' gzip,'",
    "GET, /chat, gzip",
  })
  void admit_contentInACodingThatIsRead_goesOn(Method method, String path, String coding) {
    assertThat(handler.admit(coded(method, path, coding))).isInstanceOf(Admission.Admitted.class);
  }

  private Request coded(Method method, String path, String coding) {
    String token = "Bearer " + world.token("publish:chat");
    return FakeRequest.of(method, path, "Authorization", token, "Content-Encoding", coding);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"/chat, ", "/chat/patient, PT10S"})
  void admit_ofARowThatSaysProcessing_saysSo(String path, Duration every) {
    Request request = request(Method.PUT, path, world.token("publish:chat"));
    Admission.Admitted admitted = (Admission.Admitted) handler.admit(request);
    assertThat(admitted.processingEvery()).isEqualTo(every);
  }

  /** Whatever the address: many publishers may be behind one proxy. */
  @ParameterizedTest
  @CsvSource({"192.0.2.1", "2001:db8::1"})
  void admit_ofAToken_takesTheShareOfThatToken(String address) {
    Request request = request(Method.PUT, "/chat", world.token("publish:chat"));
    Admission.Admitted admitted =
        (Admission.Admitted) handler.admit(((FakeRequest) request).from(address));
    assertThat(admitted.client()).isEqualTo("token t-publish:chat");
  }

  @Test
  void admitted_actsOnWhatTheHeadSaid_andLooksAtNothingAgain() {
    String token = world.token("publish:chat");
    Admission.Admitted admitted =
        (Admission.Admitted) handler.admit(request(Method.PUT, "/chat", token));
    // Neither this path nor this credential would be let in.
    assertThat(status(admitted, request(Method.PUT, "/a/b/c", "wrong"))).isEqualTo(200);
  }

  @Test
  void admitted_tokenRevokedWhileContentCame_isRefused() {
    String token = world.token("publish:chat");
    Request request = request(Method.PUT, "/chat", token);
    Admission.Admitted admitted = (Admission.Admitted) handler.admit(request);
    String id = world.tokens.list().get(world.tokens.list().size() - 1).id();
    world.tokens.revoke(id, "test");
    assertThat(status(admitted, request)).isEqualTo(401);
    assertThat(actions).isZero();
  }

  @ParameterizedTest(name = "X-Min-Sequence: {0} is {1}")
  @CsvSource({"0, 200", "42, 200", "43, 503", "soon, 400", "-1, 400", "'', 400"})
  void handle_minSequence_isAnsweredWhenItWasSeen(String wanted, int expected) {
    CompletableFuture<Reply> reply = read("X-Min-Sequence", wanted);

    assertThat(reply.orTimeout(20, TimeUnit.SECONDS).join().status()).isEqualTo(expected);
    assertThat(actions).isEqualTo(expected == 200 ? 1 : 0);
  }

  private CompletableFuture<Reply> read(String... fields) {
    if (reader == null) {
      reader = world.token("read");
    }
    List<String> all = new ArrayList<>(List.of(fields));
    all.addAll(List.of("Authorization", "Bearer " + reader));
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(
        FakeRequest.of(Method.GET, "/chat", all.toArray(String[]::new)), reply::complete);
    return reply;
  }

  @Test
  void handle_readsForAChangeThatNeverComes_keepNobodyElseWaiting() {
    handler = handler(Duration.ofMinutes(1));
    List<CompletableFuture<Reply>> waiting = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      waiting.add(read("X-Min-Sequence", "999999"));
    }

    assertThat(read().orTimeout(20, TimeUnit.SECONDS).join().status()).isEqualTo(200);
    // Nor one another.
    assertThat(read("X-Min-Sequence", "42").orTimeout(20, TimeUnit.SECONDS).join().status())
        .isEqualTo(200);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void handle_moreReadsThatWaitThanMay_areRefusedAtOnce() {
    handler = handler(Duration.ofSeconds(3));
    List<CompletableFuture<Reply>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(read("X-Min-Sequence", "999999"));
    }

    assertThat(all.stream().filter(CompletableFuture::isDone).count()).isEqualTo(300 - 128);
    all.forEach(each -> assertThat(each.join().status()).isEqualTo(503));
    assertThat(read("X-Min-Sequence", "42").orTimeout(20, TimeUnit.SECONDS).join().status())
        .isEqualTo(200);
  }

  /** Memory that is short for a moment: whoever called has done something, or nearly. */
  @Test
  void handle_actionFailsInAWayNobodyCanTellOf_isAnsweredAndInTheAuditLog() throws IOException {
    Request request = request(Method.PUT, "/chat/short", world.token("publish:chat"));
    Admission.Admitted admitted = (Admission.Admitted) handler.admit(request);

    assertThat(status(admitted, request)).isEqualTo(503);
    assertThat(actions).isEqualTo(1);
    Path audit = folder.resolve(StoreLayout.audit(world.store.node()));
    assertThat(Files.readString(audit)).contains("\"action\":\"short\"", "\"status\":503");
  }
}
