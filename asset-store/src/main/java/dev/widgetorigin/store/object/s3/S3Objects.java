package dev.widgetorigin.store.object.s3;

import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in a bucket: key {@code log/1.json} is {@code prefix/log/1.json} there.
 *
 * <p>Creating is one conditional put, {@code If-None-Match: *}, which a store answers with 200 for
 * the first and 412 for all others. 409 means that two came at once and nothing of this one landed:
 * it is made again. An answer that was lost, or a 5xx, says nothing, and is {@link
 * Creation#UNKNOWN}. Every call has a deadline; a large one has more time, by its size.
 */
public final class S3Objects implements ObjectStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(S3Objects.class);

  /** What is up to here comes with the first answer; most objects are. */
  private static final int FIRST = 256 << 10;

  private static final int CALLS_AT_ONCE = 16;
  private static final int CONFLICTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

  private final BucketUrl url;
  private final BucketClients clients;

  private S3Objects(BucketUrl url, BucketClients clients) {
    this.url = url;
    this.clients = clients;
  }

  /**
   * Asks the network only for the region, as {@link BucketClients#open} does. Throws
   * IllegalArgumentException where no region is known, and what {@code proxies} throws.
   *
   * @param proxies the proxy for the URL of the bucket; null where it is asked directly, or as
   *     options of Java say
   */
  public static S3Objects open(BucketSettings settings, Function<URI, BucketProxy> proxies) {
    BucketProxy proxy = proxies.apply(BucketClients.address(settings));
    if (proxy != null) {
      LOG.info("the bucket {} is asked through the proxy {}", settings.url(), proxy);
    }
    return new S3Objects(settings.url(), BucketClients.through(settings, proxy));
  }

  static S3Objects open(BucketSettings settings, AwsCredentialsProvider credentials) {
    return open(settings, credentials, BucketClients.Patience.USUAL);
  }

  static S3Objects open(
      BucketSettings settings,
      AwsCredentialsProvider credentials,
      BucketClients.Patience patience) {
    return new S3Objects(settings.url(), BucketClients.open(settings, credentials, patience));
  }

  @Override
  public Creation create(String key, Source source) throws IOException {
    PutObjectRequest request = put(key, source).ifNoneMatch("*").build();
    S3Client client = writes(source);
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        var unused = client.putObject(request, body(source));
        return Creation.CREATED;
      } catch (SdkException e) {
        if (BucketFailures.taken(e)) {
          return Creation.TAKEN;
        } else if (BucketFailures.again(e) && attempt < CONFLICTS) {
          sleep(pause);
          pause = pause.multipliedBy(2);
        } else if (BucketFailures.certain(e)) {
          throw BucketFailures.failure("create", url, key, e);
        } else {
          IOException why = BucketFailures.failure("say whether it created", url, key, e);
          LOG.warn("{}; the object is looked for", why.getMessage());
          return Creation.UNKNOWN;
        }
      }
    }
  }

  private static void sleep(Duration pause) throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while another created the same object", e);
    }
  }

  @Override
  public void replace(String key, Source source) throws IOException {
    try {
      var unused = writes(source).putObject(put(key, source).build(), body(source));
    } catch (SdkException e) {
      throw BucketFailures.failure("write", url, key, e);
    }
  }

  private S3Client writes(Source source) throws IOException {
    return size(source) > FIRST ? clients.large : clients.once;
  }

  private PutObjectRequest.Builder put(String key, Source source) throws IOException {
    AwsRequestOverrideConfiguration deadline = clients.patience.deadline(size(source));
    return PutObjectRequest.builder()
        .bucket(url.bucket())
        .key(key(key))
        .overrideConfiguration(deadline);
  }

  private static long size(Source source) throws IOException {
    if (source instanceof Source.Staged staged) {
      return Files.size(staged.file());
    } else if (source instanceof Source.Copied copied) {
      return copied.content().size();
    }
    return ((Source.Bytes) source).buffer().remaining();
  }

  private static RequestBody body(Source source) {
    if (source instanceof Source.Staged staged) {
      return RequestBody.fromFile(staged.file());
    } else if (source instanceof Source.Copied copied) {
      Content content = copied.content();
      return RequestBody.fromContentProvider(
          () -> opened(content), content.size(), "application/octet-stream");
    }
    return RequestBody.fromRemainingByteBuffer(((Source.Bytes) source).buffer().duplicate());
  }

  private static InputStream opened(Content content) {
    try {
      return content.open();
    } catch (IOException e) {
      throw SdkException.create("what is to be written cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Content> read(String key) throws IOException {
    GetObjectRequest request = get(key).range(range(0, FIRST)).build();
    try {
      ResponseInputStream<GetObjectResponse> in = clients.again.getObject(request);
      GetObjectResponse answer = in.response();
      byte[] first = first(key, in);
      long size = size(answer, first.length);
      return Optional.of(
          size == first.length
              ? new Content.Memory(first)
              : new Content.Remote(size, new Parts(key, answer.eTag(), first)));
    } catch (SdkException e) {
      if (BucketFailures.missing(e)) {
        return Optional.empty();
      } else if (BucketFailures.emptyRange(e)) {
        // An empty object has no first byte.
        return stat(key).map(entry -> new Content.Memory(new byte[0]));
      }
      throw BucketFailures.failure("read", url, key, e);
    }
  }

  private byte[] first(String key, ResponseInputStream<GetObjectResponse> in) throws IOException {
    String tag = in.response().eTag();
    long length = in.response().contentLength();
    try (InputStream whole = whole(key, tag, 0, in, length, clients.patience.attempt())) {
      return whole.readNBytes(Math.toIntExact(length));
    } catch (NoSuchFileException e) {
      // Who asked for it later would get the new one, or learn that there is none.
      throw new NoAnswerException(
          BucketFailures.object(url, key) + " was replaced or deleted while it was read", e);
    }
  }

  /** A part of the object with that tag, from an offset on. */
  private InputStream whole(
      String key,
      String tag,
      long offset,
      ResponseInputStream<GetObjectResponse> in,
      long length,
      Duration grace) {
    return new WholeStream(
        in,
        length,
        grace,
        BucketFailures.object(url, key),
        (done, left) -> part(key, tag, offset + done, left));
  }

  /** Throws NoSuchFileException where there is no object with that tag any more. */
  private ResponseInputStream<GetObjectResponse> part(
      String key, String tag, long offset, long length) throws IOException {
    GetObjectRequest.Builder request = get(key).range(range(offset, length)).ifMatch(tag);
    if (length > FIRST) {
      request.overrideConfiguration(clients.patience.deadline(length));
    }
    try {
      return clients.again.getObject(request.build());
    } catch (SdkException e) {
      if (BucketFailures.missing(e) || BucketFailures.taken(e)) {
        throw new NoSuchFileException(key);
      }
      throw BucketFailures.failure("read", url, key, e);
    }
  }

  /** Of the whole object: {@code bytes 0-262143/1048576}. */
  private static long size(GetObjectResponse answer, int here) {
    String range = answer.contentRange();
    return range == null ? here : Long.parseLong(range.substring(range.indexOf('/') + 1));
  }

  private static String range(long offset, long length) {
    return "bytes=" + offset + "-" + (offset + length - 1);
  }

  private GetObjectRequest.Builder get(String key) {
    return GetObjectRequest.builder().bucket(url.bucket()).key(key(key));
  }

  /** Parts of an object that is larger than the first answer. */
  private final class Parts implements Content.Remote.Fetch {
    private final String key;
    private final String tag;
    private final byte[] first;

    Parts(String key, String tag, byte[] first) {
      this.key = key;
      this.tag = tag;
      this.first = first;
    }

    @Override
    public InputStream open(long offset, long length) throws IOException {
      int here = (int) Math.max(0, Math.min(length, first.length - offset));
      InputStream known =
          here == 0
              ? InputStream.nullInputStream()
              : new ByteArrayInputStream(first, (int) offset, here);
      return here == length
          ? known
          : new SequenceInputStream(known, fetch(offset + here, length - here));
    }

    /** Always of the object that the first answer was of: one that was replaced is another. */
    private InputStream fetch(long offset, long length) throws IOException {
      return whole(
          key, tag, offset, part(key, tag, offset, length), length, clients.patience.large());
    }
  }

  @Override
  public Optional<Entry> stat(String key) throws IOException {
    try {
      HeadObjectResponse answer =
          clients.again.headObject(head -> head.bucket(url.bucket()).key(key(key)));
      return Optional.of(new Entry(key, answer.contentLength(), answer.lastModified()));
    } catch (SdkException e) {
      if (BucketFailures.missing(e)) {
        return Optional.empty();
      }
      throw BucketFailures.failure("look at", url, key, e);
    }
  }

  @Override
  public void list(String prefix, String after, Consumer<Entry> each) throws IOException {
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(url.bucket())
            .prefix(key(prefix))
            .startAfter(after.isEmpty() ? null : key(after))
            .build();
    try {
      for (S3Object object : clients.again.listObjectsV2Paginator(request).contents()) {
        each.accept(
            new Entry(
                object.key().substring(url.prefix().length()),
                object.size(),
                object.lastModified()));
      }
    } catch (SdkException e) {
      throw BucketFailures.failure("list", url, prefix, e);
    }
  }

  @Override
  public int callsAtOnce() {
    return CALLS_AT_ONCE;
  }

  /** S3 does not say whether there was something to delete, so it is asked before. */
  @Override
  public boolean delete(String key) throws IOException {
    if (stat(key).isEmpty()) {
      return false;
    }
    try {
      var unused = clients.again.deleteObject(delete -> delete.bucket(url.bucket()).key(key(key)));
      return true;
    } catch (SdkException e) {
      throw BucketFailures.failure("delete", url, key, e);
    }
  }

  private String key(String key) {
    return url.prefix() + key;
  }

  @Override
  public void close() {
    clients.close();
  }
}
