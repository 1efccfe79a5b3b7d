package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.delivery.answer.AnswerBundles;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResolvedTargetTest {
  private static ResolvedTarget target(List<String> own) {
    WidgetSettings settings = OneSetting.fallback(own);
    return AnswerBundles.target(
        Chat.widget("1.0.0", settings, null), (AssetPath) AssetPath.parse("/chat/v1/x"), null);
  }

  @Test
  void fallback_isTheWidgetsOwnOrTheOrigins() {
    List<String> origins = List.of("{path}", "dist/{path}");
    assertThat(target(null).fallback(origins)).isEqualTo(origins);
    assertThat(target(List.of("{path}")).fallback(origins)).containsExactly("{path}");
    assertThat(target(List.of()).fallback(origins)).as("none at all").isEmpty();
  }
}
