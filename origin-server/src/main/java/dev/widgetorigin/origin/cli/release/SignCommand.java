package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.store.ingest.DirectoryPacker;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.signing.SignatureBase;
import dev.widgetorigin.store.signing.SignatureFile;
import dev.widgetorigin.store.signing.SigningKey;
import dev.widgetorigin.store.signing.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signs the files of a folder into its {@code .signatures.json}. Where the private key is in a KMS,
 * {@code --print-bases} prints what is to be signed, and {@code --signatures} takes what came back.
 */
@Command(
    name = "sign",
    description = "Sign the files of a folder before it is published.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "  widget-origin sign dist --key chat.pem",
      "  widget-origin sign dist --key chat.pem --key next.pem     while a key is being replaced",
      "  widget-origin sign dist --public-key K --print-bases      one JSON object a line, for a"
          + " KMS",
      "  widget-origin sign dist --public-key K --signatures FILE  {\"path\": \"Base64\", …}"
    })
public final class SignCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder that will be published.")
  private Path folder;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PEM file with a private key, as 'keys new' makes it; repeatable.")
  private List<Path> keys = List.of();

  @Option(
      names = "--public-key",
      paramLabel = "KEY",
      description = "In Base64; for signatures that are made elsewhere.")
  private String publicKey;

  @Option(names = "--print-bases", description = "Print what is to be signed; write nothing.")
  private boolean printBases;

  @Option(
      names = "--signatures",
      paramLabel = "FILE",
      description = "JSON object with a signature for each path, in Base64.")
  private Path signatures;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  public SignCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    boolean elsewhere = printBases || signatures != null;
    if (elsewhere != (publicKey != null) || elsewhere != keys.isEmpty()) {
      throw usage("expected --key, or --public-key with --print-bases or --signatures");
    }
    SortedMap<String, Digest> files = digests(folder);
    if (printBases) {
      print(files, verifying());
      return 0;
    }
    SignatureFile file =
        signatures == null ? signed(files, keys) : taken(files, verifying(), signatures);
    Path written = folder.resolve(SignatureFile.NAME);
    try {
      Files.write(written, file.bytes());
    } catch (IOException e) {
      throw new CommandFailure("cannot write " + written + ": " + FileTrouble.why(written, e), e);
    }
    if (json) {
      ObjectNode result = JsonMapper.shared().createObjectNode();
      result.put("file", written.toString()).put("files", files.size());
      ArrayNode by = result.putArray("keys");
      file.keys().forEach(by::add);
      terminal.json(result);
      return 0;
    }
    terminal.say(
        "%s: %d files signed by %s", written, files.size(), String.join(", ", file.keys()));
    terminal.warn(
        "Publish the folder as it is now. Its origin must know the key: 'widget-origin settings"
            + " WIDGET --signing-key KEY'.");
    return 0;
  }

  /** The files of a folder that publish would take. */
  static SortedMap<String, Digest> digests(Path folder) {
    try {
      return DirectoryPacker.digests(folder);
    } catch (IngestException e) {
      throw new CommandFailure(
          folder + " cannot be published:\n  - " + String.join("\n  - ", e.problems()), e);
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + folder + ": " + FileTrouble.why(folder, e), e);
    }
  }

  /** Those files, signed by each of the keys. */
  static SignatureFile signed(SortedMap<String, Digest> files, List<Path> keys) {
    SignatureFile file = new SignatureFile();
    for (Path key : keys) {
      try {
        file.sign(SigningKey.read(key), files);
      } catch (IOException e) {
        throw new CommandFailure("cannot read the key: " + FileTrouble.why(null, e), e);
      }
    }
    return file;
  }

  private VerifyingKey verifying() {
    try {
      return VerifyingKey.parse(publicKey);
    } catch (IllegalArgumentException e) {
      throw usage("--public-key: " + e.getMessage());
    }
  }

  private void print(SortedMap<String, Digest> files, VerifyingKey key) {
    files.forEach(
        (path, digest) ->
            terminal.say(
                "%s",
                JsonMapper.shared()
                    .createObjectNode()
                    .put("path", path)
                    .put("base", SignatureBase.text(digest, key.toString()))));
  }

  private static SignatureFile taken(
      SortedMap<String, Digest> files, VerifyingKey key, Path signatures) {
    SignatureFile file = new SignatureFile();
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : read(signatures).properties()) {
      try {
        file.with(
            key.toString(), each.getKey(), Base64.getDecoder().decode(each.getValue().asString()));
      } catch (IllegalArgumentException e) {
        problems.add(each.getKey() + ": expected a signature in Base64");
      }
    }
    Map<String, ?> sound = file.verify(files, List.of(key.toString()), problems::add);
    files.keySet().stream()
        .filter(path -> !sound.containsKey(path))
        .forEach(path -> problems.add(path + " has no good signature in " + signatures));
    if (!problems.isEmpty()) {
      throw new CommandFailure(
          "nothing was written:\n  - "
              + String.join("\n  - ", problems.stream().limit(100).toList()));
    }
    return file;
  }

  private static JsonNode read(Path signatures) {
    try {
      JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(signatures));
      if (json.isObject()
          && json.properties().stream().allMatch(each -> each.getValue().isString())) {
        return json;
      }
    } catch (JacksonException e) {
      throw new CommandFailure(signatures + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot read " + signatures + ": " + FileTrouble.why(signatures, e), e);
    }
    throw new CommandFailure(signatures + ": expected a JSON object with a text for each path");
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
