package dev.widgetorigin.origin.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A test class whose methods may ask for a {@link Chromium}: one process for all such classes. They
 * are skipped where there is no browser.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserTest.Browser.class)
@interface BrowserTest {
  /** Starts the browser once and stops it with the last test. */
  final class Browser implements BeforeAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(Browser.class);

    private record Shared(Chromium chromium) implements AutoCloseable {
      @Override
      public void close() throws IOException {
        chromium.close();
      }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
      assumeTrue(
          Chromium.executable().isPresent(),
          "no chromium on the PATH: browser tests are skipped (apt install chromium)");
      shared(context);
    }

    private static Shared shared(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent("chromium", key -> start(), Shared.class);
    }

    private static Shared start() {
      Optional<Path> executable = Chromium.executable();
      try {
        return new Shared(Chromium.start(executable.orElseThrow()));
      } catch (IOException e) {
        throw new IllegalStateException("the browser did not start", e);
      }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Chromium.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return shared(context).chromium();
    }
  }
}
