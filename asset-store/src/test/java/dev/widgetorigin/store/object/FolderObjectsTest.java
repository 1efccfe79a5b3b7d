package dev.widgetorigin.store.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderObjectsTest extends ObjectStoreContract {
  private final List<String> steps = new ArrayList<>();
  private PutEvents.Step failing;

  @Override
  protected ObjectStore open() throws IOException {
    return FolderObjects.open(
        folder.resolve("root"),
        "tmp",
        true,
        (step, key) -> {
          synchronized (steps) {
            steps.add(step + " " + key);
          }
          if (step == failing) {
            throw new IOException("No space left on device");
          }
        });
  }

  @Override
  protected Path staging() throws IOException {
    return Files.createDirectories(folder.resolve("root/staging"));
  }

  private long temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("root/tmp"))) {
      return files.count();
    }
  }

  @Test
  void names_folder_isAnswered() throws IOException {
    store.create("a/b1/x", Source.of("x".getBytes(UTF_8)));

    assertThat(store.names("a/b1/")).containsExactly("x");
  }

  @Test
  void create_object_isReadOnlyAndTookAllSteps() throws IOException {
    store.create("a/b", Source.of("x".getBytes(UTF_8)));

    Path file = folder.resolve("root/a/b");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--r--r--");
    assertThat(steps).containsExactly("WRITTEN a/b", "SYNCED a/b", "LINKED a/b", "DURABLE a/b");
    assertThat(temporaryFiles()).isZero();
  }

  @Test
  void create_stagedElsewhere_isCopied() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "far");

    assertThat(store.create("a/b", Source.of(elsewhere))).isEqualTo(Creation.CREATED);

    assertThat(store.bytes("a/b").orElseThrow()).isEqualTo("far".getBytes(UTF_8));
    assertThat(elsewhere).hasContent("far");
  }

  @ParameterizedTest
  @EnumSource(PutEvents.Step.class)
  void create_failingStep_leavesAllOrNothing(PutEvents.Step step) throws IOException {
    failing = step;
    Path staged = Files.writeString(staging().resolve("staged"), "whole");

    boolean linked = step.compareTo(PutEvents.Step.LINKED) >= 0;
    if (linked) {
      // It is there, but whether it outlives a power cut is not known.
      assertThat(store.create("a/b", Source.of(staged))).isEqualTo(Creation.UNKNOWN);
    } else {
      assertThatThrownBy(() -> store.create("a/b", Source.of(staged)))
          .isInstanceOf(IOException.class);
    }

    assertThat(store.read("a/b").isPresent()).isEqualTo(linked);
    assertThat(staged).hasContent("whole");
    assertThat(temporaryFiles()).isZero();
    failing = null;
    assertThat(store.create("a/b", Source.of(staged)))
        .isEqualTo(linked ? Creation.TAKEN : Creation.CREATED);
    assertThat(store.bytes("a/b").orElseThrow()).isEqualTo("whole".getBytes(UTF_8));
  }

  @Test
  void open_leftTemporaryFiles_areDeletedAndNeverListed() throws IOException {
    Files.writeString(folder.resolve("root/tmp/17"), "half");
    List<String> keys = new ArrayList<>();
    store.list("", entry -> keys.add(entry.key()));
    assertThat(keys).isEmpty();

    open();

    assertThat(temporaryFiles()).isZero();
  }

  /** By somebody who thought that nothing needed them; the next change finds them made again. */
  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a", "tmp"})
  void put_folderDeletedMeanwhile_isMadeAgain(String deleted) throws IOException {
    store.create("a/b/1", Source.of("x".getBytes(UTF_8)));
    store.replace("a/b/2", Source.of("x".getBytes(UTF_8)));
    Files.move(folder.resolve("root").resolve(deleted), folder.resolve("taken-away"));

    assertThat(store.create("a/b/3", Source.of("y".getBytes(UTF_8)))).isEqualTo(Creation.CREATED);
    store.replace("a/b/4", Source.of("z".getBytes(UTF_8)));

    assertThat(store.bytes("a/b/3").orElseThrow()).isEqualTo("y".getBytes(UTF_8));
    assertThat(store.bytes("a/b/4").orElseThrow()).isEqualTo("z".getBytes(UTF_8));
  }

  /** Its disk is not mounted, and a new store in its place would hide the one that is there. */
  @Test
  void put_rootGone_makesNone() throws IOException {
    store.create("a/1", Source.of("x".getBytes(UTF_8)));
    Files.move(folder.resolve("root"), folder.resolve("taken-away"));

    assertThatThrownBy(() -> store.create("a/2", Source.of("x".getBytes(UTF_8))))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.replace("b/2", Source.of("x".getBytes(UTF_8))))
        .isInstanceOf(NoSuchFileException.class);

    assertThat(folder.resolve("root")).doesNotExist();
  }

  @Test
  void open_foldersLeftInTheTemporaryOne_areDeleted() throws IOException {
    Path left = Files.createDirectories(folder.resolve("root/tmp/a/b"));
    Files.writeString(left.resolve("c"), "half");

    open();

    assertThat(temporaryFiles()).isZero();
  }

  /** Whoever moved it to another disk loses the link, and nothing that lies there. */
  @Test
  void open_temporaryFolderIsALink_leavesAloneWhatItLeadsTo() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path others = Files.writeString(elsewhere.resolve("others"), "not ours");
    Files.delete(folder.resolve("root/tmp"));
    Files.createSymbolicLink(folder.resolve("root/tmp"), elsewhere);

    ObjectStore again = open();

    assertThat(others).hasContent("not ours");
    assertThat(again.create("a", Source.of(new byte[1]))).isEqualTo(Creation.CREATED);
  }

  /** Whoever opened a pipe to read it would wait for somebody to write, for ever. */
  @Test
  void read_somethingElseThanAFile_isNoObject() throws Exception {
    Files.createDirectories(folder.resolve("root/a/folder"));
    Path pipe = folder.resolve("root/a/pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    for (String key : List.of("a/folder", "a/pipe")) {
      assertThat(store.read(key)).isEmpty();
      assertThat(store.stat(key)).isEmpty();
    }
    store.list("a/", entry -> fail("found " + entry));
  }

  @Test
  void resolve_keyOutsideTheRoot_isRefused() {
    assertThatThrownBy(() -> store.read("../outside")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.delete("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void openReadOnly_put_isRefused() {
    ObjectStore reader = FolderObjects.openReadOnly(folder.resolve("root"));

    assertThatThrownBy(() -> reader.create("a", Source.of(new byte[1])))
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> reader.delete("a")).hasMessageContaining("read-only");
  }
}
