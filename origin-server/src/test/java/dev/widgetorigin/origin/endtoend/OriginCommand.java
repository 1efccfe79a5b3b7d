package dev.widgetorigin.origin.endtoend;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The command that runs the program in a JVM of its own, as many tests do, again and again.
 *
 * <p>A start takes two seconds of a core, and half of that with an archive of classes (JEP 350),
 * which a JVM makes of jars only. So what lies in folders is packed into jars once, and the first
 * start leaves an archive, in {@code target/origin-command}. Where that fails, as on a full disk,
 * tests are slower and no less right.
 */
final class OriginCommand {
  private static final Path FOLDER = Path.of("target", "origin-command").toAbsolutePath();
  private static final long NO_TIME = 0;
  private static List<String> known;

  private OriginCommand() {}

  /** The JVM with its options and the main class; arguments of the program come behind it. */
  static List<String> get() {
    List<String> command = new ArrayList<>(jvm());
    command.add("dev.widgetorigin.origin.Main");
    return command;
  }

  private static synchronized List<String> jvm() {
    if (known == null) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      if (Runtime.version().feature() >= 24) {
        command.add("--enable-native-access=ALL-UNNAMED");
      }
      // Many short runs: a quick start matters more than a fast loop.
      command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      known = Runtime.version().feature() < 24 ? quickOrPlain(command) : plain(command);
    }
    return known;
  }

  private static List<String> quickOrPlain(List<String> command) {
    try {
      return archived(command);
    } catch (IOException e) {
      return plain(command);
    }
  }

  /** Also where natives need leave: a JVM then complains of the archive on its output. */
  private static List<String> plain(List<String> command) {
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  private static List<String> archived(List<String> command) throws IOException {
    Files.createDirectories(FOLDER);
    String state = state();
    Path jars = FOLDER.resolve(state);
    Path archive = jars.resolve("classes.jsa");
    // Test classes run in several JVMs at once: the first makes it.
    try (FileChannel channel =
            FileChannel.open(
                FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assert lock.isValid();
      List<String> quick = new ArrayList<>(command);
      if (!Files.exists(archive)) {
        deleteOthers(jars);
        Files.createDirectories(jars);
        layOut(archive, jars, command);
      }
      if (Files.exists(archive)) {
        quick.add("-XX:SharedArchiveFile=" + archive);
      }
      quick.addAll(List.of("-cp", classPath(jars)));
      return quick;
    }
  }

  /** As the launcher does: a run of the demo, and of serve without and with a certificate. */
  private static void layOut(Path archive, Path jars, List<String> command) throws IOException {
    Path training = Files.createTempDirectory("origin-training");
    List<String> first = new ArrayList<>(command);
    first.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", classPath(jars)));
    first.addAll(List.of("dev.widgetorigin.origin.Main", "train", training.toString(), "0"));
    try {
      run(first, jars.resolve("log"));
    } finally {
      try (Stream<Path> all = Files.walk(training)) {
        for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(each);
        }
      }
    }
  }

  /** What was made of classes that have changed since. */
  private static void deleteOthers(Path jars) throws IOException {
    try (Stream<Path> all = Files.walk(FOLDER)) {
      for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        if (!each.startsWith(jars) && FOLDER.relativize(each).getNameCount() == 2) {
          Files.delete(each);
        }
      }
    }
  }

  private static void run(List<String> command, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = OriginProcess.plain(builder).start();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Without empty ones: they mean the working directory, into which the jars are written. */
  private static List<String> entries() {
    String path = System.getProperty("java.class.path");
    return Stream.of(path.split(System.getProperty("path.separator"), -1))
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  /** Folders as jars, made where they are not there yet. */
  private static String classPath(Path jars) throws IOException {
    List<String> path = new ArrayList<>();
    for (String entry : entries()) {
      Path folder = Path.of(entry);
      if (Files.isDirectory(folder)) {
        Path jar = jars.resolve(path.size() + ".jar");
        if (!Files.exists(jar)) {
          pack(folder, jar);
        }
        path.add(jar.toString());
      } else if (Files.exists(folder)) {
        path.add(entry);
      }
    }
    return String.join(System.getProperty("path.separator"), path);
  }

  private static void pack(Path folder, Path jar) throws IOException {
    Path part = Files.createTempFile(jar.getParent(), "part", ".jar");
    try (OutputStream out = Files.newOutputStream(part);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      zip.setLevel(0);
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (Files.isRegularFile(file)) {
          ZipEntry entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
          entry.setTime(NO_TIME);
          zip.putNextEntry(entry);
          Files.copy(file, zip);
          zip.closeEntry();
        }
      }
    }
    Files.move(part, jar);
  }

  /** A number that changes with the classes, the libraries and the JDK. */
  private static String state() throws IOException {
    CRC32 crc = new CRC32();
    crc.update(System.getProperty("java.home").getBytes(StandardCharsets.UTF_8));
    for (String entry : entries()) {
      crc.update(entry.getBytes(StandardCharsets.UTF_8));
      if (Files.isDirectory(Path.of(entry))) {
        Files.walkFileTree(
            Path.of(entry),
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String told = file + " " + attributes.size() + " " + attributes.lastModifiedTime();
                crc.update(told.getBytes(StandardCharsets.UTF_8));
                return FileVisitResult.CONTINUE;
              }
            });
      }
    }
    return Long.toHexString(crc.getValue());
  }
}
