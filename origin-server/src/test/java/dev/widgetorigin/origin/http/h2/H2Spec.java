package dev.widgetorigin.origin.http.h2;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * h2spec, the conformance suite for HTTP/2 servers, as the program that its authors built. It comes
 * from the jar of a Maven plugin, of which nothing else is used.
 */
final class H2Spec {
  private static final String FOLDER = "/h2spec/2.2.0/";

  /** What a run came to; failed and skipped cases with their reasons. */
  record Result(int cases, List<String> failed, List<String> skipped) {}

  private final Path program;

  private H2Spec(Path program) {
    this.program = program;
  }

  /** Null where there is none for this kind of machine. */
  static H2Spec unpack(Path folder) throws IOException {
    String archive = archive();
    if (archive == null) {
      return null;
    }
    try (InputStream in = H2Spec.class.getResourceAsStream(FOLDER + archive);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(in)))) {
      tar.getNextEntry();
      Path program = folder.resolve("h2spec");
      Files.copy(tar, program);
      if (!program.toFile().setExecutable(true)) {
        throw new IOException("cannot be made executable: " + program);
      }
      return new H2Spec(program);
    }
  }

  private static String archive() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean amd64 = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    if (amd64 && system.startsWith("linux")) {
      return "h2spec_linux_amd64.tar.gz";
    }
    return amd64 && system.startsWith("mac") ? "h2spec_darwin_amd64.tar.gz" : null;
  }

  /** Runs every case, the strict ones too. */
  Result run(int port, boolean tls) throws Exception {
    Path report = program.resolveSibling("report-" + port + ".xml");
    Path log = program.resolveSibling("log-" + port);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program.toString(), "--strict", "--host", "127.0.0.1"));
    command.addAll(List.of("--port", Integer.toString(port), "--timeout", "10"));
    command.addAll(List.of("--junit-report", report.toString()));
    if (tls) {
      command.addAll(List.of("--tls", "--insecure"));
    }
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(100, TimeUnit.SECONDS)) {
        throw new IllegalStateException("h2spec does not end: " + Files.readString(log));
      }
    } finally {
      process.destroyForcibly();
    }
    if (!Files.exists(report)) {
      throw new IllegalStateException("h2spec wrote no report: " + Files.readString(log));
    }
    return read(report);
  }

  private static Result read(Path report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    List<String> failed = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (int i = 0; i < cases.getLength(); i++) {
      Element one = (Element) cases.item(i);
      note(one, "failure", failed);
      note(one, "error", failed);
      note(one, "skipped", skipped);
    }
    return new Result(cases.getLength(), failed, skipped);
  }

  private static void note(Element one, String outcome, List<String> in) {
    NodeList found = one.getElementsByTagName(outcome);
    if (found.getLength() > 0) {
      in.add(
          one.getAttribute("package")
              + " "
              + one.getAttribute("classname")
              + ": "
              + found.item(0).getTextContent().strip());
    }
  }
}
