package dev.widgetorigin.store.object;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.object.MemoryObjects.Fault;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryObjectsTest extends ObjectStoreContract {
  @Override
  protected ObjectStore open() {
    return new MemoryObjects();
  }

  @Override
  protected Path staging() {
    return folder;
  }

  @Test
  void ensure_twoAnswersLost_passesLikeAnyOtherSilence() {
    ObjectStore silent = new MemoryObjects((verb, key) -> Fault.CALL_LOST);
    assertThatThrownBy(() -> silent.ensure("a", Source.of(new byte[1])))
        .isInstanceOf(NoAnswerException.class)
        .hasMessage("it is not known whether a was written");
  }
}
