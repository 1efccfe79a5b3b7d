package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.web.Routes;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/api.md names every call with its scope, and every path with the listener that answers it,
 * and no other.
 */
final class ApiDocTest {
  /** In the first cell of a row; what follows a question mark does not count. */
  private static final Pattern CALL =
      Pattern.compile("`(GET|PUT|POST|PATCH|DELETE) (/[^`? ]*)[^`]*`");

  private static final Pattern PATH = Pattern.compile("`(/[^`]*)`");

  /** A row of {@link Routes} as text. */
  private static final Pattern ROW = Pattern.compile("Row\\[path=([^,]+), ");

  private static final Path DOCUMENT = Path.of("..", "docs", "api.md");

  @TempDir static Path folder;

  private static TestOrigin origin;

  @BeforeAll
  static void start() {
    origin = TestOrigin.start(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  /** {@code PUT /-/api/v1/widgets/{}/switch}: parts have short names in the document. */
  private static String call(String method, String path) {
    return method + " " + path.replaceAll("\\{[^}]*}", "{}");
  }

  /** Each call with its scope. */
  private static Map<String, String> served() throws IllegalAccessException {
    Map<String, String> calls = new TreeMap<>();
    for (ApiRoute route : Reachable.from(origin.server(), ApiRoute.class)) {
      calls.put(call(route.method().name(), route.path().toString()), scope(route));
    }
    return calls;
  }

  private static String scope(ApiRoute route) {
    if (route.anyOf().isEmpty()) {
      return "none";
    }
    return route.anyOf().stream()
        .map(each -> each == Permission.READ ? "any" : each.text())
        .collect(Collectors.joining(" or "));
  }

  /** The first tables name paths below that of the API, those of later chapters whole ones. */
  private static Map<String, String> documented() throws IOException {
    Map<String, String> calls = new TreeMap<>();
    String below = "/-/api/v1";
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("## ")) {
        below = "";
      } else if (line.startsWith("|")) {
        String[] cells = line.split("\\|", -1);
        Matcher call = CALL.matcher(cells[1]);
        while (call.find()) {
          calls.put(call(call.group(1), below + call.group(2)), cells[2].strip());
        }
      }
    }
    return calls;
  }

  @Test
  void document_namesEveryCallWithItsScopeAndNoOther() throws Exception {
    assertThat(served()).hasSizeGreaterThan(60);
    assertThat(documented()).containsExactlyInAnyOrderEntriesOf(served());
  }

  /**
   * What the listeners answer, and which of them: {@code control}, {@code delivery} or {@code
   * both}. The tables of calls are below some of these paths.
   */
  private static Map<String, String> servedPaths() throws Exception {
    Map<String, String> paths = new TreeMap<>();
    Field rows = Routes.class.getDeclaredField("rows");
    rows.setAccessible(true);
    for (Listener listener : Reachable.from(origin.server(), Listener.class)) {
      boolean control = listener.address().getPort() == origin.server().controlPort();
      // The nearest one is its own; what that leads to may know the other listener.
      Routes table = Reachable.from(listener, Routes.class).get(0);
      for (Object row : (Object[]) rows.get(table)) {
        Matcher path = ROW.matcher(row.toString());
        assertThat(path.lookingAt()).as("a path in %s", row).isTrue();
        paths.merge(path.group(1), control ? "control" : "delivery", (one, other) -> "both");
      }
    }
    return paths;
  }

  private static Map<String, String> documentedPaths() throws IOException {
    Map<String, String> paths = new TreeMap<>();
    boolean table = false;
    for (String line : Files.readAllLines(DOCUMENT)) {
      table = line.startsWith("|") && (table || line.startsWith("| path | on |"));
      if (table) {
        String[] cells = line.split("\\|", -1);
        Matcher path = PATH.matcher(cells[1]);
        while (path.find()) {
          paths.put(path.group(1), cells[2].strip());
        }
      }
    }
    return paths;
  }

  @Test
  void document_namesEveryPathWithItsListenerAndNoOther() throws Exception {
    assertThat(servedPaths()).hasSizeGreaterThan(10);
    assertThat(documentedPaths()).containsExactlyInAnyOrderEntriesOf(servedPaths());
  }
}
