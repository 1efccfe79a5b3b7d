package dev.widgetorigin.origin;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What comes from outside the configuration of the origins of tests. Starts no thread. */
final class TestWorld {
  private TestWorld() {}

  /** The administrator's token is {@link TestOrigin#ADMIN}. */
  static World of(InstantSource clock, Function<String, String> secrets, LongSupplier ticker) {
    return new World(
        TestOrigin.ADMIN,
        "test",
        clock,
        new SecureRandom(),
        null,
        secrets,
        url -> null,
        ticker,
        () -> ThreadLocalRandom.current().nextInt());
  }
}
