package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.CommandGroup;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.store.signing.SigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes keys for signing files, and shows their public halves. */
@Command(
    name = "keys",
    description = "Make a key for signing files, and show public keys.",
    mixinStandardHelpOptions = true)
public final class KeysCommand extends CommandGroup {
  /** The command with its own commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new KeysCommand())
        .addSubcommand("new", new New(terminal))
        .addSubcommand("show", new Show(terminal));
  }

  @Command(
      name = "new",
      description = "Make an Ed25519 key in a file that only you may read.",
      mixinStandardHelpOptions = true)
  static final class New implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE",
        description = "Where to write it (PEM); must not exist.")
    private Path out;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    New(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      if (Files.isDirectory(out)) {
        throw new CommandFailure(out + " is a folder; name the file to write");
      }
      Path folder = out.toAbsolutePath().getParent();
      if (!Files.isDirectory(folder)) {
        throw new CommandFailure(
            "cannot write " + out + ": there is no folder " + folder + "; make it first");
      }
      SigningKey key = SigningKey.generate(new SecureRandom());
      try {
        key.write(out);
      } catch (FileAlreadyExistsException e) {
        throw new CommandFailure(out + " exists; nothing was written, name another file", e);
      } catch (IOException e) {
        throw new CommandFailure("cannot write " + out + ": " + FileTrouble.why(out, e), e);
      }
      if (json) {
        terminal.json(
            LocalCommand.object()
                .put("publicKey", key.publicKey().toString())
                .put("file", out.toString()));
        return 0;
      }
      terminal.say("%s", key.publicKey());
      terminal.warn(
          "That is the public key; the private one is in "
              + out
              + ". Keep it where your releases are made, and a copy of it. Tell the origin with"
              + " 'widget-origin settings WIDGET --signing-key KEY'.");
      return 0;
    }
  }

  @Command(
      name = "show",
      description = "Print the public half of a key; without --key, of this origin's loader key.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--key", paramLabel = "FILE", description = "PEM file with a private key.")
    private Path key;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin private SettingsOptions options;

    Show(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      Path file = key == null ? OriginKey.file(options.source(terminal).load()) : key;
      if (file == null) {
        throw new CommandFailure(
            "this origin signs no loaders: over a bucket, name a key in signing.loader-key that"
                + " all nodes have");
      }
      if (key == null && !Files.exists(file)) {
        throw new CommandFailure(
            "there is no loader key yet at "
                + file
                + "; the origin makes it for the first loader that is asked for");
      }
      try {
        String shown = SigningKey.read(file).publicKey().toString();
        if (json) {
          terminal.json(LocalCommand.object().put("publicKey", shown).put("file", file.toString()));
        } else {
          terminal.say("%s", shown);
        }
        return 0;
      } catch (IOException e) {
        throw new CommandFailure("cannot read the key: " + FileTrouble.why(null, e), e);
      }
    }
  }
}
