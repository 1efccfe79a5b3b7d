package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.CommandGroup;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes, lists, replaces and revokes tokens. */
@Command(
    name = "token",
    description = "Create, list, replace and revoke tokens.",
    mixinStandardHelpOptions = true)
public final class TokenCommand extends CommandGroup {
  /** The command with its own commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new TokenCommand())
        .addSubcommand("create", new Create(terminal))
        .addSubcommand("list", new All(terminal))
        .addSubcommand("rotate", new Rotate(terminal))
        .addSubcommand("revoke", new Revoke(terminal));
  }

  @Command(name = "create", description = "Make a token; it is shown once and stored as a hash.")
  static final class Create extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "Its name in the history.")
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
        description = "e.g. 90d or 2027-01-01T00:00:00Z (default: never).")
    private String expires;

    Create(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      ObjectNode body = object().put("name", name);
      ArrayNode list = body.putArray("scopes");
      scopes.forEach(list::add);
      if (expires != null) {
        body.put("expires", expires);
      }
      return api.json("POST", "/tokens", body);
    }

    @Override
    protected void show(JsonNode answer) {
      TokenCommand.show(terminal, answer);
    }
  }

  /** The token alone on the standard output, so that it can go into a variable or a file. */
  private static void show(Terminal terminal, JsonNode answer) {
    terminal.say("%s", Mutations.text(answer, "token"));
    terminal.warn(
        "Keep it now: it is not shown again. Revoke it with 'widget-origin token revoke "
            + Mutations.text(answer, "id")
            + "'.");
  }

  @Command(
      name = "rotate",
      description = "Replace a token by a new one of the same name and scopes.",
      footer = {
        "",
        "  widget-origin token rotate 75d6f3f209b5                 the old one ends at once",
        "  widget-origin token rotate 75d6f3f209b5 --grace 1h      and after an hour"
      })
  static final class Rotate extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "As 'token list' shows it.")
    private String id;

    @Option(
        names = "--grace",
        paramLabel = "DURATION",
        description = "How long the old token still works (default: not at all).")
    private String grace;

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "e.g. 90d or 2027-01-01T00:00:00Z (default: the lifetime of the old one).")
    private String expires;

    Rotate(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      ObjectNode body = object();
      if (grace != null) {
        body.put("grace", grace);
      }
      if (expires != null) {
        body.put("expires", expires);
      }
      return api.json("POST", "/tokens/" + ApiClient.segment(id) + "/rotate", body);
    }

    @Override
    protected void show(JsonNode answer) {
      TokenCommand.show(terminal, answer);
    }
  }

  @Command(name = "list", description = "List tokens; never their secrets.")
  static final class All extends ClientCommand {
    All(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      return api.get("/tokens");
    }

    @Override
    protected void show(JsonNode answer) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ID", "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED"));
      for (JsonNode token : answer.path("tokens")) {
        List<String> scopes = new ArrayList<>();
        token.path("scopes").forEach(scope -> scopes.add(scope.asString()));
        rows.add(
            List.of(
                Mutations.text(token, "id"),
                Mutations.text(token, "name"),
                String.join(",", scopes),
                Mutations.text(token, "created"),
                orElse(Mutations.text(token, "expires"), "never"),
                orElse(Mutations.text(token, "lastUsed"), "never")));
      }
      Tables.print(terminal, rows);
    }

    private static String orElse(String text, String absent) {
      return text.isEmpty() ? absent : text;
    }
  }

  @Command(name = "revoke", description = "Revoke a token at once.")
  static final class Revoke extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "As 'token list' shows it.")
    private String id;

    Revoke(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      JsonNode answer = api.delete("/tokens/" + ApiClient.segment(id));
      if (!answer.path("changed").asBoolean()) {
        // A mistyped id must not pass for a token that is gone.
        throw new CommandFailure(
            "no token has the id " + id + "; 'widget-origin token list' shows those there are");
      }
      return answer;
    }

    @Override
    protected void show(JsonNode answer) {
      terminal.say("revoked %s", id);
    }
  }
}
