package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class where Netty finds a buffer that nobody released. It notices one when that was
 * collected as garbage and another one is made: so the class may be a later one than the one that
 * forgot it, which the records name. Found by JUnit in META-INF/services.
 */
public final class ForgottenBuffers implements BeforeAllCallback, AfterAllCallback {
  private static final ConcurrentLinkedQueue<String> FOUND = new ConcurrentLinkedQueue<>();

  /** Before Netty's classes ask for it. */
  @Override
  public void beforeAll(ExtensionContext context) {
    if (!(ResourceLeakDetectorFactory.instance() instanceof Listening)) {
      ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Listening());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> found = new ArrayList<>();
    for (String each = FOUND.poll(); each != null; each = FOUND.poll()) {
      found.add(each);
    }
    assertThat(found).as("buffers that nobody released").isEmpty();
  }

  private static final class Listening extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // It is abstract, and nothing calls it.
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return newResourceLeakDetector(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      ResourceLeakDetector<T> detector = new ResourceLeakDetector<>(resource, samplingInterval);
      detector.setLeakListener((type, records) -> FOUND.add(type + records));
      return detector;
    }
  }
}
