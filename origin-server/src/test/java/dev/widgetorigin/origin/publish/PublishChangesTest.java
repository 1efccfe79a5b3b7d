package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishChangesTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Version VERSION = Version.parse("1.0.0");
  private static final PublishOrder ORDER = new PublishOrder(CHAT, VERSION, null, "ana", "");

  @Test
  void ofNew_laterTemplate_isRecordedAfterTheRest() {
    Change moved = new Change.ChannelMoved(CHAT, "beta", null, VERSION);
    assertThat(PublishChanges.ofNew(ORDER, 2, List.of(moved)))
        .containsExactly(moved, new Change.TemplateChanged(CHAT, null, null, 2));
  }

  @Test
  void ofNew_firstTemplate_needsNoRecord() {
    assertThat(PublishChanges.ofNew(ORDER, 1, List.of())).isEmpty();
  }
}
