package dev.widgetorigin.origin.auth.token;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each token was last used, to the minute. Kept in memory and written to {@code
 * tokens-used.json} now and then by {@link #save}, never by the call that uses a token; a crash
 * forgets what came after the last time. Thread-safe.
 */
final class TokenUses {
  private static final long RESOLUTION_SECONDS = 60;

  private final TokenUsesFile file;
  private final Map<String, Instant> uses;
  private volatile boolean changed;

  TokenUses(Path path) {
    this.file = new TokenUsesFile(path);
    this.uses = new ConcurrentHashMap<>(file.read());
  }

  void used(String id, Instant now) {
    Instant before = uses.get(id);
    if (before == null || now.isAfter(before.plusSeconds(RESOLUTION_SECONDS))) {
      // No finer than what it is good for, so that lists are not full of digits.
      uses.put(id, now.truncatedTo(ChronoUnit.SECONDS));
      changed = true;
    }
  }

  /** Empty where it was never used. */
  Optional<Instant> last(String id) {
    return Optional.ofNullable(uses.get(id));
  }

  /**
   * Writes what has changed; nothing where nothing has.
   *
   * @param known the ids of tokens that there are: those of others are forgotten
   */
  synchronized void save(Collection<String> known) {
    if (!changed) {
      return;
    }
    uses.keySet().retainAll(known);
    changed = false;
    if (!file.write(uses)) {
      changed = true;
    }
  }
}
