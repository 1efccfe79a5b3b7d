package dev.widgetorigin.origin.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * A file a day, {@code access-2026-11-21.jsonl}, by UTC; those older than the retention are deleted
 * when a new one begins. Confined to one thread.
 */
final class DailyFile extends OutputStream {
  private final Path folder;
  private final String prefix;
  private final Duration retention;
  private final InstantSource clock;
  private long day = Long.MIN_VALUE;
  private OutputStream out;

  /** Lines name addresses of clients. */
  private static final FileAttribute<Set<PosixFilePermission>> NOT_FOR_OTHERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  DailyFile(Path folder, String prefix, Duration retention, InstantSource clock) {
    this.folder = folder;
    this.prefix = prefix;
    this.retention = retention;
    this.clock = clock;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    long today = Math.floorDiv(clock.millis(), 86_400_000L);
    if (today != day) {
      close();
      Files.createDirectories(folder);
      out =
          Channels.newOutputStream(
              Files.newByteChannel(
                  folder.resolve(name(LocalDate.ofEpochDay(today))),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                  NOT_FOR_OTHERS));
      day = today;
      deleteOld(LocalDate.ofInstant(clock.instant().minus(retention), ZoneOffset.UTC));
    }
    out.write(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
      day = Long.MIN_VALUE;
    }
  }

  private String name(LocalDate date) {
    return prefix + "-" + date + ".jsonl";
  }

  private void deleteOld(LocalDate oldest) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "-*.jsonl")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String date = name.substring(prefix.length() + 1, name.length() - ".jsonl".length());
        if (isBefore(date, oldest)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isBefore(String date, LocalDate oldest) {
    try {
      return LocalDate.parse(date).isBefore(oldest);
    } catch (DateTimeException someOtherFile) {
      return false;
    }
  }
}
