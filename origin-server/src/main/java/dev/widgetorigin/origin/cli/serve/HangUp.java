package dev.widgetorigin.origin.cli.serve;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code SIGHUP} does. Without a handler it would end the JVM, which a service that is told to
 * reload must not do.
 *
 * <p>A terminal that is closed sends it as well: a process that was started in one and has lost it
 * stops, as every other does.
 */
final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);
  private static final Object LOCK = new Object();
  private static final Path TERMINAL = Path.of("/dev/tty");

  private HangUp() {}

  /**
   * @param reload run by a thread of the JVM for each signal, one at a time; may wait
   * @param stop run instead where the terminal is gone
   */
  static void handle(Runnable reload, Runnable stop) {
    boolean hadTerminal = hasTerminal();
    Runnable decide =
        () -> {
          if (hadTerminal && !hasTerminal()) {
            LOG.info("SIGHUP: the terminal was closed");
            stop.run();
            return;
          }
          synchronized (LOCK) {
            reload.run();
          }
        };
    try {
      install(decide);
    } catch (ReflectiveOperationException | IllegalArgumentException | LinkageError e) {
      LOG.warn("SIGHUP stops the process here, it does not reload: {}", e.toString());
    }
  }

  /** By reflection: javac warns of every use of sun.misc, though jdk.unsupported exports this. */
  private static void install(Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object call =
        Proxy.newProxyInstance(
            HangUp.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    action.run();
                    yield null;
                  }
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "SIGHUP";
                });
    try {
      Object hup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hup, call);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause());
    }
  }

  private static boolean hasTerminal() {
    try {
      Files.newInputStream(TERMINAL).close();
      return true;
    } catch (IOException none) {
      return false;
    }
  }
}
