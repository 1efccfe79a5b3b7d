package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.audit.AuditLog;
import dev.widgetorigin.origin.audit.AuditLogs;
import dev.widgetorigin.origin.auth.IdentityVerifier;
import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.ControlHandler;
import dev.widgetorigin.origin.control.ControlReplies;
import dev.widgetorigin.origin.control.ControlThreads;
import dev.widgetorigin.origin.control.MinSequence;
import dev.widgetorigin.origin.control.ProblemForm;
import dev.widgetorigin.origin.loader.LoaderTemplates;
import dev.widgetorigin.origin.publish.DeltaPolicy;
import dev.widgetorigin.origin.publish.PublishEvents;
import dev.widgetorigin.origin.publish.Publisher;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real store in a temporary folder and the control API over it, without a socket. */
public final class ControlWorld implements AutoCloseable {
  public static final String ADMIN = "the-administrators-token";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public final Path folder;
  public final NodeStore store;
  public final TokenStore tokens;
  public final AuditLog audit;
  public final Access access;
  public final Publisher publisher;
  public final ControlThreads threads = new ControlThreads();
  private final Compressor compressor = Compressor.onAllCores();
  private final Handler api;

  /** When it is; moved by assignment. */
  public volatile Instant now = Instant.parse("2026-11-21T09:00:00Z");

  /** By which URL clients reach it; changed by assignment. */
  PublicUrl url = PublicUrl.parse("http://localhost:8081").orElseThrow();

  public ControlWorld(Path folder) {
    this(folder, IngestLimits.DEFAULTS);
  }

  ControlWorld(Path folder, IngestLimits limits) {
    this.folder = folder;
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false).withClock(() -> now));
    tokens =
        TokenStore.open(store.catalog(), folder, ADMIN, List.of(), () -> now, new SecureRandom());
    audit = AuditLogs.open(folder, store.node(), () -> now);
    access = new Access(tokens, IdentityVerifier.NONE, () -> now, reason -> {});
    publisher =
        new Publisher(
            store,
            new Ingest(limits, compressor),
            () -> now,
            PublishEvents.NONE,
            DeltaPolicy.of(DeliveryConfig.DEFAULTS),
            LoaderTemplates.NEWEST);
    List<ApiRoute> routes =
        new ArrayList<>(
            ApiRoutes.table(
                store,
                publisher,
                tokens,
                () -> now,
                CacheConfig.DEFAULTS,
                1 << 20,
                request -> url,
                threads.boundedReads()));
    routes.addAll(AuditCalls.routes(folder, () -> now));
    api =
        new ControlHandler(
            routes,
            access,
            audit,
            threads,
            new ControlReplies(StandardHeaders.control(), ProblemForm.DETAILS),
            new MinSequence(
                () -> store.catalog().snapshot().sequence(), store.catalog()::reached, threads));
  }

  /** An answer, its body read. */
  public record Answer(int status, Reply reply, byte[] bytes) {
    public JsonNode json() {
      return JSON.readTree(bytes);
    }

    public String text(String field) {
      return json().path(field).asString(null);
    }

    public String header(String name) {
      return reply.headers().get(name);
    }

    @Override
    public String toString() {
      return status + " " + new String(bytes, StandardCharsets.UTF_8);
    }
  }

  public String token(String... scopes) {
    List<Scope> parsed = List.of(scopes).stream().map(s -> Scope.parse(s).orElseThrow()).toList();
    return tokens.create("t-" + String.join("+", scopes), parsed, null, "test").secret();
  }

  public Answer call(Method method, String path) {
    return call(method, path, "");
  }

  public Answer call(Method method, String path, String body, String... headers) {
    return call(
        api, ADMIN, method, "/-/api/v1" + path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  public Answer as(String token, Method method, String path, byte[] body, String... headers) {
    return call(api, token, method, "/-/api/v1" + path, body, headers);
  }

  public Answer publish(String widget, String version, String query) {
    return publish(widget, version, query, Archives.widget(version));
  }

  public Answer publish(String widget, String version, String query, byte[] archive) {
    return as(ADMIN, Method.PUT, "/widgets/" + widget + "/versions/" + version + query, archive);
  }

  /** {@code token} may be null. */
  public static Answer call(
      Handler handler, String token, Method method, String target, byte[] body, String... headers) {
    Map<String, String> fields = new HashMap<>();
    if (token != null) {
      fields.put("authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      fields.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? null : target.substring(mark + 1);
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(new FakeCall(method, path, query, fields, body, "192.0.2.7"), reply::complete);
    Reply answered = reply.orTimeout(60, TimeUnit.SECONDS).join();
    return new Answer(answered.status(), answered, read(answered.body()));
  }

  private static byte[] read(Body body) {
    if (body instanceof Body.Memory memory) {
      ByteBuf bytes = memory.bytes();
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.getBytes(bytes.readerIndex(), copy);
      bytes.release();
      return copy;
    }
    if (body instanceof Body.File file) {
      try (var channel = file.file().channel()) {
        var buffer = java.nio.ByteBuffer.allocate((int) file.length());
        while (buffer.hasRemaining()
            && channel.read(buffer, file.offset() + buffer.position()) >= 0) {}
        return buffer.array();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    if (body instanceof Body.Sequence sequence) {
      var all = new java.io.ByteArrayOutputStream();
      sequence.parts().forEach(part -> all.writeBytes(read(part)));
      return all.toByteArray();
    }
    return new byte[0];
  }

  @Override
  public void close() throws IOException {
    threads.close();
    compressor.close();
    audit.close();
    store.close();
  }
}
