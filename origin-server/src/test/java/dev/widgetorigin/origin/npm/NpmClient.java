package dev.widgetorigin.origin.npm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The npm of this machine, with a home of its own. */
final class NpmClient {
  private final Path home;
  private final String registry;
  private Path authority;

  record Result(int exit, String out, String err) {
    @Override
    public String toString() {
      return "exit " + exit + "\n" + out + "\n" + err;
    }
  }

  NpmClient(Path home, String registry, String token) throws IOException {
    this.home = home;
    this.registry = registry;
    Files.createDirectories(home);
    String host = registry.substring(registry.indexOf("//"));
    Files.writeString(
        home.resolve(".npmrc"),
        "registry="
            + registry
            + "\n"
            + host
            + ":_authToken="
            + token
            + "\nupdate-notifier=false\n");
  }

  /** The same, which also trusts that certificate. */
  NpmClient trusting(Path certificate) {
    authority = certificate;
    return this;
  }

  static boolean present() {
    try {
      Process process = new ProcessBuilder("npm", "--version").redirectErrorStream(true).start();
      String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(60, TimeUnit.SECONDS)
          && process.exitValue() == 0
          && Integer.parseInt(version.strip().split("\\.", 2)[0]) >= 10;
    } catch (IOException | NumberFormatException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Result run(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("npm"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--no-audit", "--no-fund", "--fetch-retries=0"));
    Path out = Files.createTempFile(home, "out", "");
    Path err = Files.createTempFile(home, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("npm_config_userconfig", home.resolve(".npmrc").toString());
    // A cafile of this machine's own npmrc would take the place of every other certificate.
    builder.environment().put("npm_config_globalconfig", home.resolve("none").toString());
    builder.environment().put("npm_config_cache", home.resolve("cache").toString());
    builder.environment().put("npm_config_registry", registry);
    builder.environment().put("npm_config_noproxy", "127.0.0.1");
    if (authority != null) {
      builder.environment().put("NODE_EXTRA_CA_CERTS", authority.toString());
    }
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(200, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Result(process.waitFor(), Files.readString(out), Files.readString(err));
  }
}
