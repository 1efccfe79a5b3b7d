package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Other origins that may have the bytes this one lost: {@code GET {peer}/-/blobs/sha256/{hex}}.
 * What they send is trusted only as far as its hash. Blocks.
 */
final class PeerBlobs {
  private static final Logger LOG = LoggerFactory.getLogger(PeerBlobs.class);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final List<String> peers;
  private final Path staging;
  private final DeliveryEvents events;
  private final HttpClient client;

  PeerBlobs(List<String> peers, Path staging, DeliveryEvents events) {
    this.peers = peers.stream().map(PeerBlobs::base).toList();
    this.staging = staging;
    this.events = events;
    this.client =
        peers.isEmpty()
            ? null
            : HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
  }

  /** True where one of the peers had the blob and it now lies, verified, in the store. */
  boolean restore(Digest digest, long size, BlobStore blobs) {
    if (peers.isEmpty()) {
      return false;
    }
    boolean found = false;
    for (String peer : peers) {
      if (restoreFrom(peer, digest, size, blobs)) {
        found = true;
        break;
      }
    }
    events.peerFetch(found);
    return found;
  }

  private boolean restoreFrom(String peer, Digest digest, long size, BlobStore blobs) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(peer + BlobHandler.PREFIX + digest))
            .timeout(ANSWER)
            .build();
    Path file = null;
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream content = response.body()) {
        if (response.statusCode() != 200) {
          return false;
        }
        file = Files.createTempFile(staging, "peer-", ".blob");
        if (!copied(content, size, file).equals(digest)) {
          LOG.warn("peer {} answered other bytes for blob {}", peer, digest);
          return false;
        }
      }
      blobs.replace(digest, file);
      LOG.info("blob {} restored from peer {}", digest, peer);
      return true;
    } catch (IOException e) {
      LOG.warn("peer {} could not be asked for blob {}: {}", peer, digest, e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      discard(file);
    }
  }

  /** Copies at most one byte more than expected, so that an endless answer ends. */
  private static Digest copied(InputStream content, long size, Path file) throws IOException {
    MessageDigest sha256 = BlobReader.sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha256)) {
      byte[] chunk = new byte[64 * 1024];
      long left = size + 1;
      int read;
      while (left > 0 && (read = content.read(chunk, 0, (int) Math.min(chunk.length, left))) > 0) {
        out.write(chunk, 0, read);
        left -= read;
      }
    }
    return Digest.of(sha256.digest());
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
