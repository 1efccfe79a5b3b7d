package dev.widgetorigin.store.widget;

import dev.widgetorigin.store.manifest.Digest;
import java.time.Instant;
import java.util.List;

/**
 * A token of the control API, as the log keeps it: by the SHA-256 of its text, never by the text.
 *
 * @param id short and public; names the token when it is revoked
 * @param scopes what it may do, e.g. {@code publish:msr-*}
 * @param created to the millisecond
 * @param createdBy the name of the token that made it
 * @param expires to the millisecond; null for never
 */
public record ApiToken(
    String id,
    String name,
    Digest hash,
    List<String> scopes,
    Instant created,
    String createdBy,
    Instant expires) {
  public ApiToken {
    scopes = List.copyOf(scopes);
  }

  /** Hides the hash: nothing about the secret belongs in a log line. */
  @Override
  public String toString() {
    return "ApiToken[" + id + " " + name + " " + scopes + "]";
  }
}
