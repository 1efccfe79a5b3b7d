package dev.widgetorigin.origin.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FileTroubleTest {
  private static final String USER = System.getProperty("user.name");

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(
            new AccessDeniedException("dist/a.js"),
            "dist/a.js: permission denied for the user " + USER),
        arguments(new AccessDeniedException("dist"), "permission denied for the user " + USER),
        arguments(new NoSuchFileException("x.pem"), "x.pem: there is no such file or folder"),
        arguments(new NotDirectoryException("dist"), "it is no folder"),
        arguments(new FileAlreadyExistsException("dist"), "it exists already"),
        arguments(new DirectoryNotEmptyException("dist"), "the folder is not empty"),
        arguments(new NotLinkException("dist"), "it is no link"),
        arguments(new FileSystemLoopException("dist/l"), "dist/l: its links lead back to it"),
        arguments(
            new FileSystemException("/tmp/x", null, "No space left on device"),
            "/tmp/x: No space left on device"),
        arguments(new FileSystemException(null, null, "Stale file handle"), "Stale file handle"),
        arguments(new FileSystemException("dist"), "FileSystemException"),
        arguments(new IOException("Input/output error"), "Input/output error"),
        arguments(new IOException(), "IOException"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void why_ofAFailure_isInWordsAndNamesTheFileOnce(IOException failure, String expected) {
    assertThat(FileTrouble.why(Path.of("dist"), failure)).isEqualTo(expected);
  }
}
