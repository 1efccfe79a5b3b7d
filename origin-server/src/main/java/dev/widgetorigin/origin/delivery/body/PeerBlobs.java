package dev.widgetorigin.origin.delivery.body;

import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Other origins that may have the bytes this one lost: {@code GET {peer}/-/blobs/sha256/{hex}}.
 * What they send is trusted only as far as its hash, and waited for only while it comes at a decent
 * rate ({@link PeerDownload}). Blocks; {@link BlobRepairs} calls it on threads of its own.
 */
public final class PeerBlobs {
  /** Under which an origin hands its blobs to others; the digest in hexadecimal follows. */
  public static final String PREFIX = "/-/blobs/sha256/";

  private static final Logger LOG = LoggerFactory.getLogger(PeerBlobs.class);
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** How often a download is looked at. */
  private static final long LOOK_MILLIS = 200;

  private final List<PeerOrigin> peers;
  private final Path staging;
  private final BlobEvents events;
  private final LongSupplier nanos;
  private final HttpClient client;

  /** {@code io} reads from the peers' sockets. */
  PeerBlobs(List<String> peers, Path staging, BlobEvents events, LongSupplier nanos, Executor io) {
    this.peers = peers.stream().map(peer -> new PeerOrigin(base(peer), nanos)).toList();
    this.staging = staging;
    this.events = events;
    this.nanos = nanos;
    this.client =
        peers.isEmpty()
            ? null
            : HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(io)
                .build();
  }

  boolean any() {
    return !peers.isEmpty();
  }

  /** True where one of the peers had the blob and it now lies, verified, in the store. */
  boolean restore(Digest digest, long size, BlobStore blobs) {
    boolean found = false;
    for (PeerOrigin peer : peers) {
      if (peer.mayBeAsked() && restoreFrom(peer, digest, size, blobs)) {
        found = true;
        break;
      }
    }
    events.peerFetch(found);
    return found;
  }

  private boolean restoreFrom(PeerOrigin peer, Digest digest, long size, BlobStore blobs) {
    Path file = null;
    boolean answered = false;
    try {
      file = Files.createTempFile(staging, "peer-", ".blob");
      Digest found = fetched(peer, digest, size, file);
      if (found != null && !found.equals(digest)) {
        throw new IOException("expected bytes with SHA-256 " + digest + ", found " + found);
      }
      answered = true;
      if (found == null) {
        return false;
      }
      blobs.replace(digest, file);
      LOG.info("blob {} restored from peer {}", digest, peer.base());
      return true;
    } catch (IOException | StoreException e) {
      LOG.warn("blob {} could not be had from peer {}: {}", digest, peer.base(), e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      if (answered) {
        peer.answered();
      } else {
        peer.failed();
      }
      discard(file);
    }
  }

  /**
   * The digest of what the peer sent, which is in the file then; null where it has no such blob.
   */
  private Digest fetched(PeerOrigin peer, Digest digest, long size, Path file)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(peer.base() + PREFIX + digest))
            .timeout(PeerDownload.GRACE)
            .build();
    try (FileChannel into = FileChannel.open(file, StandardOpenOption.WRITE)) {
      PeerDownload download = new PeerDownload(into, size, nanos);
      CompletableFuture<HttpResponse<Digest>> answer =
          client.sendAsync(request, head -> subscriber(head, download, size));
      try {
        return awaited(answer, download);
      } finally {
        // Whatever is still on its way is not wanted any more.
        answer.cancel(true);
        download.fail(new IOException("given up"));
      }
    }
  }

  private static HttpResponse.BodySubscriber<Digest> subscriber(
      HttpResponse.ResponseInfo head, PeerDownload download, long size) {
    if (head.statusCode() == 404) {
      return HttpResponse.BodySubscribers.replacing(null);
    }
    long length = head.headers().firstValueAsLong("Content-Length").orElse(size);
    if (head.statusCode() != 200 || length != size) {
      download.fail(
          new IOException(
              "expected 200 and "
                  + size
                  + " bytes, found "
                  + head.statusCode()
                  + " and "
                  + length));
    }
    return download;
  }

  private static Digest awaited(
      CompletableFuture<HttpResponse<Digest>> answer, PeerDownload download)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS).body();
      } catch (TimeoutException e) {
        if (download.tooSlow()) {
          throw new IOException(
              "expected at least " + PeerDownload.LEAST_RATE + " bytes a second, found fewer", e);
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      }
    }
  }

  private static void discard(Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warn("a staged file could not be deleted: {}", e.toString());
      }
    }
  }

  private static String base(String peer) {
    return peer.endsWith("/") ? peer.substring(0, peer.length() - 1) : peer;
  }
}
