package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.loader.LoaderTemplates;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A whole origin in this process, on free ports, and the calls of its administrator. */
public final class TestOrigin implements AutoCloseable {
  public static final String ADMIN = "administrators-token-0123456789";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final OriginServer server;

  private TestOrigin(OriginServer server) {
    this.server = server;
  }

  /** With settings beside those that every test wants, as keys of the configuration. */
  public static TestOrigin start(Path store, Map<String, String> settings) {
    return start(store, settings, InstantSource.system());
  }

  public static TestOrigin start(Path store, Map<String, String> settings, InstantSource clock) {
    return start(store, settings, clock, System::nanoTime);
  }

  /** {@code ticker}: nanoseconds from anywhere, by which things are due. */
  public static TestOrigin start(
      Path store, Map<String, String> settings, InstantSource clock, LongSupplier ticker) {
    return new TestOrigin(
        OriginServer.start(
            configuration(store, settings), TestWorld.of(clock, name -> null, ticker)));
  }

  /** With secrets for others' servers, by the name of their variable. */
  public static TestOrigin withSecrets(
      Path store, Map<String, String> settings, Map<String, String> secrets) {
    return new TestOrigin(
        OriginServer.start(
            configuration(store, settings),
            TestWorld.of(InstantSource.system(), secrets::get, System::nanoTime)));
  }

  /**
   * One node of several.
   *
   * @param folder its own
   * @param ticker by which it counts minutes
   */
  public static TestOrigin node(
      Path folder, Map<String, String> settings, ObjectStore bucket, LongSupplier ticker) {
    return node(folder, settings, bucket, ticker, InstantSource.system());
  }

  /** The same, of which the clock may be wrong. */
  public static TestOrigin node(
      Path folder,
      Map<String, String> settings,
      ObjectStore bucket,
      LongSupplier ticker,
      InstantSource clock) {
    return new TestOrigin(
        OriginServer.start(
            configuration(folder, settings),
            TestWorld.of(clock, name -> null, ticker),
            part -> {},
            (config, options) ->
                BucketStores.open(
                    folder,
                    new Bucket(
                        bucket,
                        "s3://tests/",
                        1 << 20,
                        config.store().poll(),
                        "test",
                        LoaderTemplates.NEWEST),
                    options.withSync(false))));
  }

  private static OriginConfig configuration(Path store, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("store.path", store.toString());
    all.put("delivery.host", "127.0.0.1");
    all.put("delivery.port", "0");
    all.put("control.port", "0");
    all.put("logs.access", "off");
    all.put("shutdown.drain", "0");
    all.putAll(settings);
    return ConfigLoader.loadOnly(all);
  }

  public OriginServer server() {
    return server;
  }

  public String deliveryUrl() {
    return server.deliveryUrl();
  }

  public String controlUrl() {
    return server.controlUrl();
  }

  /** A call of the control API; the path is what follows {@code /-/api/v1}. */
  public HttpResponse<String> call(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(controlUrl() + "/-/api/v1" + path))
            .header("Authorization", "Bearer " + ADMIN)
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The same with JSON; header fields are names and values in turn. */
  public HttpResponse<String> call(String method, String path, String json, String... headers) {
    return call(method, path, json.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** The body of what the control listener answers to a GET of that path. */
  public String control(String path) {
    return send(
            HttpRequest.newBuilder(URI.create(controlUrl() + path)),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** A request to the delivery listener, with names and values of header fields. */
  public HttpResponse<byte[]> deliver(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(deliveryUrl() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  public static <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      return CLIENT.send(request.build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A bundle of these files, by path. */
  public static byte[] zip(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    server.close();
  }
}
