package dev.widgetorigin.origin.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
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
  /** Starts the browser once; it ends with this JVM, in which other classes may want it. */
  final class Browser implements BeforeAllCallback, ParameterResolver {
    private static Chromium shared;

    @Override
    public void beforeAll(ExtensionContext context) {
      assumeTrue(
          Chromium.executable().isPresent(),
          "no chromium on the PATH: browser tests are skipped (apt install chromium)");
      var unused = shared();
    }

    private static synchronized Chromium shared() {
      if (shared == null) {
        try {
          shared = Chromium.start(Chromium.executable().orElseThrow());
        } catch (IOException e) {
          throw new IllegalStateException("the browser did not start", e);
        }
      }
      return shared;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Chromium.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return shared();
    }
  }
}
