package dev.widgetorigin.origin.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes, lists and revokes tokens. */
@Command(
    name = "token",
    description = "Create, list and revoke tokens.",
    mixinStandardHelpOptions = true)
final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** The command with its own commands. */
  static CommandLine create(Terminal terminal) {
    return new CommandLine(new TokenCommand())
        .addSubcommand("create", new Create(terminal))
        .addSubcommand("list", new All(terminal))
        .addSubcommand("revoke", new Revoke(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which? create, list or revoke");
  }

  @Command(name = "create", description = "Make a token; it is shown once and stored as a hash.")
  static final class Create extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "Who it stands for in the history.")
    private String name;

    @Option(
        names = "--scope",
        required = true,
        split = ",",
        paramLabel = "SCOPE",
        description = "publish:chat, publish:msr-*, release:@acme/*, read, or admin; repeatable.")
    private List<String> scopes;

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "e.g. 2027-01-01T00:00:00Z; never where none is named.")
    private String expires;

    Create(Terminal terminal) {
      super(terminal);
    }

    @Override
    JsonNode ask(ApiClient api) {
      ObjectNode body = object().put("name", name);
      ArrayNode list = body.putArray("scopes");
      scopes.forEach(list::add);
      if (expires != null) {
        body.put("expires", expires);
      }
      return api.json("POST", "/tokens", body).json();
    }

    @Override
    void show(JsonNode answer) {
      terminal.say("%s", Mutations.text(answer, "token"));
      terminal.warn(
          "Keep it now: it is not shown again. Revoke it with 'widget-origin token revoke "
              + Mutations.text(answer, "id")
              + "'.");
    }
  }

  @Command(name = "list", description = "List tokens; never their secrets.")
  static final class All extends ClientCommand {
    All(Terminal terminal) {
      super(terminal);
    }

    @Override
    JsonNode ask(ApiClient api) {
      return api.get("/tokens").json();
    }

    @Override
    void show(JsonNode answer) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ID", "NAME", "SCOPES", "CREATED", "EXPIRES"));
      for (JsonNode token : answer.path("tokens")) {
        List<String> scopes = new ArrayList<>();
        token.path("scopes").forEach(scope -> scopes.add(scope.asString()));
        rows.add(
            List.of(
                Mutations.text(token, "id"),
                Mutations.text(token, "name"),
                String.join(",", scopes),
                Mutations.text(token, "created"),
                Mutations.text(token, "expires")));
      }
      Tables.print(terminal, rows);
    }
  }

  @Command(name = "revoke", description = "Revoke a token; the next request with it is refused.")
  static final class Revoke extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "As 'token list' shows it.")
    private String id;

    Revoke(Terminal terminal) {
      super(terminal);
    }

    @Override
    JsonNode ask(ApiClient api) {
      JsonNode answer = api.delete("/tokens/" + ApiClient.segment(id)).json();
      if (!answer.path("changed").asBoolean()) {
        // A mistyped id must not pass for a token that is gone.
        throw new CommandFailure(
            "no token has the id " + id + "; 'widget-origin token list' shows those there are");
      }
      return answer;
    }

    @Override
    void show(JsonNode answer) {
      terminal.say("revoked %s", id);
    }
  }
}
