package dev.widgetorigin.origin;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every {@code await()} of this module's tests wait a minute, where Awaitility would give up
 * after ten seconds: what is awaited comes at once, and late only where the machine is busy with
 * something else. It looks every 10 ms, where Awaitility would look every 100: most is there at the
 * first look. Found by JUnit in META-INF/services.
 */
public final class Patience implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    Awaitility.setDefaultPollDelay(Duration.ZERO);
  }
}
