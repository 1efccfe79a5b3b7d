package dev.widgetorigin.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ForwardingTest {
  /** What the one within was called with. */
  private record Call(Method method, List<Object> arguments) {}

  private final List<Call> calls = new ArrayList<>();
  private Object answer;

  private <T> T within(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              calls.add(new Call(method, arguments == null ? List.of() : list(arguments)));
              return answer;
            }));
  }

  /** All but those that are made of others. */
  static Stream<Method> methods() {
    return Stream.of(Store.class, Catalog.class)
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .filter(
            method ->
                !(method.isDefault() && List.of("intact", "publish").contains(method.getName())));
  }

  /** A method that the interface gives a default would else be lost without a word. */
  @ParameterizedTest
  @MethodSource("methods")
  void everyCall_isHandedOn_withItsArgumentsAndItsAnswer(Method method) throws Exception {
    Object forwarding =
        method.getDeclaringClass().isAssignableFrom(Store.class)
            ? new ForwardingStore(within(Store.class)) {}
            : new ForwardingCatalog(within(Catalog.class)) {};
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(ForwardingTest::value).toArray();
    answer = value(method.getReturnType());
    assertThat(method.invoke(forwarding, arguments)).isEqualTo(answer);
    assertThat(calls).containsExactly(new Call(method, list(arguments)));
  }

  private static List<Object> list(Object[] arguments) {
    return new ArrayList<>(Arrays.asList(arguments));
  }

  /** One that no default answers; null where nothing makes a difference. */
  private static Object value(Class<?> type) {
    if (type == boolean.class) {
      // The default of manifestNear is true.
      return false;
    }
    if (type == long.class) {
      return 7L;
    }
    if (type == int.class) {
      return 3;
    }
    if (type == String.class) {
      return "text";
    }
    if (type == WidgetName.class) {
      return WidgetName.parse("chat");
    }
    if (type == Version.class) {
      return Version.parse("1.0.0");
    }
    if (type == Path.class) {
      return Path.of("staging");
    }
    if (type == Optional.class) {
      return Optional.of("there");
    }
    return type == List.class ? List.of("one") : null;
  }
}
