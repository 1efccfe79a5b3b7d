package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardedSnapshotTest {
  private static Widget widget(int number, long sequence) {
    WidgetState state = WidgetState.empty(WidgetName.parse("w" + number));
    return new Widget(state, Map.of(), WidgetSettings.DEFAULTS, null, sequence);
  }

  private static ShardedSnapshot with(ShardedSnapshot before, Widget... changed) {
    return before.with(before.sequence() + 1, 0, Map.of(), List.of(changed));
  }

  /** More widgets than shards, so that those that changed have neighbours that did not. */
  @Test
  void widgetsChangedSince_someOfMany_namesThoseAndNewOnes() {
    ShardedSnapshot first =
        with(
            ShardedSnapshot.EMPTY,
            IntStream.range(0, 5000).mapToObj(i -> widget(i, 1)).toArray(Widget[]::new));
    Widget changed = widget(17, 2);
    Widget fresh = widget(5000, 3);
    ShardedSnapshot second = with(first, changed);
    ShardedSnapshot third = with(second, fresh);

    assertThat(third.widgetsChangedSince(first)).containsExactlyInAnyOrder(changed, fresh);
    assertThat(third.widgetsChangedSince(second)).containsExactly(fresh);
    assertThat(third.widgetsChangedSince(third)).isEmpty();
    assertThat(first.widgetsChangedSince(ShardedSnapshot.EMPTY)).hasSize(5000);
  }
}
