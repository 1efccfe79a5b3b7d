package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublisherTest {
  @TempDir Path folder;

  /** Nobody can mend what is called "try again later". */
  @Test
  void publish_whenTheStagingFolderIsGone_saysWhatIsWrongAndWhereToLook() throws Exception {
    try (ControlWorld world = new ControlWorld(folder)) {
      Files.delete(world.store.staging());
      Files.writeString(world.store.staging(), "a file in the place of the folder");
      ControlWorld.Answer answer = world.publish("chat", "1.0.0", "");
      assertThat(answer.status()).as("%s", answer).isEqualTo(503);
      assertThat(answer.text("title")).isEqualTo("Store unavailable");
      assertThat(answer.text("detail"))
          .startsWith("The origin could not read or write a file: ")
          .contains("/health and 'widget-origin doctor'")
          .doesNotContain(folder.toString());
      Files.delete(world.store.staging());
      Files.createDirectory(world.store.staging());
      assertThat(world.publish("chat", "1.0.0", "").status()).isEqualTo(201);
    }
  }

  /** The last of the disk is for the rollback that somebody needs then. */
  @Test
  void publish_tooLittleRoom_isRefusedUntilThereIsMore() throws Exception {
    try (ControlWorld world = new ControlWorld(folder)) {
      assertThat(world.publish("chat", "1.0.0", "").status()).isEqualTo(201);
      AtomicReference<String> why = new AtomicReference<>("Only 12 MiB are free.");
      world.publisher.within(() -> Optional.ofNullable(why.get()));

      ControlWorld.Answer answer = world.publish("chat", "1.1.0", "");
      assertThat(answer.status()).as("%s", answer).isEqualTo(503);
      assertThat(answer.text("title")).isEqualTo("Store unavailable");
      assertThat(answer.text("detail")).isEqualTo("Only 12 MiB are free.");
      assertThat(world.store.staging()).isEmptyDirectory();

      why.set(null);
      assertThat(world.publish("chat", "1.1.0", "").status()).isEqualTo(201);
    }
  }
}
