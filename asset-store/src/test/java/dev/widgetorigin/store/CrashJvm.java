package dev.widgetorigin.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.node.CrashTestPublisher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Runs programs that are halted at a {@link dev.widgetorigin.store.layout.CrashPoint} in a JVM of
 * their own.
 *
 * <p>Most of such a run is the loading of classes, and there are many: so the first one leaves an
 * archive of them (JEP 350). That is made of jars only, into which folders of the class path are
 * packed. Where it fails, as on a full disk, tests are slower and no less right.
 */
public final class CrashJvm {
  /** The JVM with its options; what is to be run comes behind it. */
  private static List<String> known;

  /**
   * What became of a run.
   *
   * @param out its standard output
   */
  public record Ended(int status, String out) {}

  private CrashJvm() {}

  /**
   * @param crash where and when it is halted, or empty
   */
  public static Ended run(Class<?> main, String crash, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(jvm());
    command.add("-Dwidgetorigin.crash=" + crash);
    return run(command, main, arguments);
  }

  private static Ended run(List<String> command, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    command.add(main.getName());
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out);
  }

  private static synchronized List<String> jvm() throws IOException, InterruptedException {
    if (known == null) {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-Xmx128m",
              // An archive that does not fit is no news.
              "-Xlog:disable");
      Path folder = Files.createTempDirectory("crash-jvm");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      String classPath = classPath(folder);
      Path archive = folder.resolve("classes.jsa");
      List<String> first = new ArrayList<>(command);
      first.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", classPath));
      run(first, CrashTestPublisher.class, folder.resolve("store"), 0, 4);
      known = new ArrayList<>(command);
      if (Files.exists(archive)) {
        known.add("-XX:SharedArchiveFile=" + archive);
      }
      known.addAll(List.of("-cp", classPath));
    }
    return known;
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(each);
      }
    } catch (IOException e) {
      // It lies where temporary files do.
    }
  }

  private static String classPath(Path folder) throws IOException {
    String separator = System.getProperty("path.separator");
    List<String> path = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(separator, -1)) {
      Path entry = Path.of(each);
      // An empty one means the working directory.
      if (each.isEmpty()) {
        continue;
      }
      if (Files.isDirectory(entry)) {
        Path jar = folder.resolve(path.size() + ".jar");
        pack(entry, jar);
        path.add(jar.toString());
      } else if (Files.exists(entry)) {
        path.add(each);
      }
    }
    return String.join(separator, path);
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      zip.setLevel(0);
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }
}
