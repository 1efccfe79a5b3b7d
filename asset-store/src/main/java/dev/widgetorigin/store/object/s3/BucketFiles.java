package dev.widgetorigin.store.object.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Somebody else's files in a bucket, which are looked at and copied, and never changed. Not
 * thread-safe; blocks.
 */
public final class BucketFiles implements AutoCloseable {
  /** Names of more than that are no folder of versions. */
  private static final int MOST = 1_000_000;

  /** One object that cannot be read, while others can: it is gone, has changed, or is archived. */
  public static final class NotThere extends IOException {
    private static final long serialVersionUID = 1;

    NotThere(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final BucketUrl url;
  private final URI address;
  private final BucketClients clients;

  private BucketFiles(BucketUrl url, URI address, BucketClients clients) {
    this.url = url;
    this.address = address;
    this.clients = clients;
  }

  /**
   * Asks the network only for the region, as {@link BucketClients#open} does. Throws
   * IllegalArgumentException where no region is known, and what {@code proxies} throws.
   *
   * @param proxies the proxy for the URL of the bucket; null where it is asked directly, or as
   *     options of Java say
   */
  public static BucketFiles open(BucketSettings settings, Function<URI, BucketProxy> proxies) {
    URI address = BucketClients.address(settings);
    BucketProxy proxy = proxies.apply(address);
    return new BucketFiles(settings.url(), address, BucketClients.through(settings, proxy));
  }

  /** Which server is asked, e.g. {@code https://bucket.s3.eu-central-1.amazonaws.com/a}. */
  public URI address() {
    return address;
  }

  /** Every object below the prefix, without it, with its size; what marks a folder is left out. */
  public Map<String, Long> list() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    ListObjectsV2Request request =
        ListObjectsV2Request.builder().bucket(url.bucket()).prefix(url.prefix()).build();
    try {
      for (S3Object object : clients.again.listObjectsV2Paginator(request).contents()) {
        if (!object.key().endsWith("/")) {
          files.put(object.key().substring(url.prefix().length()), object.size());
        }
        if (files.size() > MOST) {
          throw new IOException(url + " has more than " + MOST + " objects; name a longer prefix");
        }
      }
      return files;
    } catch (SdkException e) {
      throw BucketFailures.failure("list", url, "", e);
    }
  }

  /**
   * Copies an object into a new file. Throws {@link NotThere} where it is about this object alone.
   *
   * @param size as the listing had it: more is not read
   * @return its {@code Content-Encoding}; empty where it has none
   */
  public String copy(String key, long size, Path file) throws IOException {
    ResponseInputStream<GetObjectResponse> in = get(key, size, request -> {});
    GetObjectResponse answer = in.response();
    long length = answer.contentLength();
    try (InputStream whole = whole(key, in, length)) {
      if (length != size) {
        throw new NotThere(
            key + " has changed meanwhile: it had " + size + " bytes and has " + length, null);
      }
      Files.copy(whole, file);
      String encoding = answer.contentEncoding();
      return encoding == null ? "" : encoding;
    }
  }

  private InputStream whole(String key, ResponseInputStream<GetObjectResponse> in, long length) {
    String tag = in.response().eTag();
    return new WholeStream(
        in,
        length,
        clients.patience.large(),
        BucketFailures.object(url, key),
        (offset, left) ->
            get(key, left, request -> request.range("bytes=" + offset + "-").ifMatch(tag)));
  }

  private ResponseInputStream<GetObjectResponse> get(
      String key, long size, Consumer<GetObjectRequest.Builder> more) throws IOException {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(url.bucket())
            .key(url.prefix() + key)
            .overrideConfiguration(clients.patience.deadline(size));
    more.accept(request);
    try {
      return clients.again.getObject(request.build());
    } catch (SdkException e) {
      IOException failure = BucketFailures.failure("read", url, key, e);
      throw BucketFailures.missing(e) || BucketFailures.archived(e) || BucketFailures.taken(e)
          ? new NotThere(failure.getMessage(), e)
          : failure;
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
