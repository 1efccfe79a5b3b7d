package dev.widgetorigin.origin;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every {@code await()} of this module's tests wait a minute, where Awaitility would give up
 * after ten seconds: what is awaited comes at once, and late only where the machine is busy with
 * something else. Found by JUnit in META-INF/services.
 */
public final class Patience implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }
}
