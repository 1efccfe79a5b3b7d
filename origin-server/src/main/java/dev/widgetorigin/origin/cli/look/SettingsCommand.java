package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.AliasModes;
import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows a widget's settings, and changes them: by key, or some of them by an option. */
@Command(
    name = "settings",
    description = "Show a widget's settings, or change them.",
    footer = {
      "",
      "  widget-origin settings show chat --all",
      "  widget-origin settings set chat cors.allowedOrigins https://a.example",
      "  widget-origin settings unset chat cors",
      "  widget-origin settings chat --alias-mode redirect"
    })
public final class SettingsCommand extends ClientCommand {
  @Parameters(arity = "0..1", paramLabel = "WIDGET", description = "e.g. chat, or @acme/chat")
  private String widget;

  @Option(
      names = "--alias-mode",
      paramLabel = "MODE",
      description =
          "serve: an alias answers the file. redirect: it redirects to the exact URL, right for "
              + "bundles of several files. stub: for an ES module entry it answers a module that "
              + "re-exports the exact URL.")
  private String aliasMode;

  @Option(
      names = "--signing-key",
      paramLabel = "KEY",
      description =
          "A public key by which files may be signed, in Base64; repeatable, up to four. The keys"
              + " that are given replace those that were set. An empty one ends signing.")
  private List<String> signingKeys;

  @Option(
      names = "--require-signatures",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether every file of a new version must be signed.")
  private Boolean requireSignatures;

  @Option(
      names = "--deltas",
      paramLabel = "MODE",
      description =
          "Which URLs are answered with the difference from an earlier version that the browser "
              + "has: exact, all or off.")
  private String deltas;

  @Option(
      names = "--public-versions",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether anybody may ask which versions there are (/WIDGET?meta).")
  private Boolean publicVersions;

  @Mixin private ReasonOption reason;

  private SettingsCommand(Terminal terminal) {
    super(terminal);
  }

  /** The command with its own commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new SettingsCommand(terminal))
        .addSubcommand("show", new SettingsShow(terminal))
        .addSubcommand("set", new SettingsSet(terminal))
        .addSubcommand("unset", new SettingsUnset(terminal));
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    if (widget == null) {
      throw usage("expected WIDGET, show, set or unset");
    }
    String path = ApiClient.widget(WidgetArguments.widget(this, widget)) + "/settings";
    if (!changes()) {
      if (!reason.text().isEmpty()) {
        throw usage("--reason: expected something to change too, such as --alias-mode");
      }
      return api.get(path);
    }
    if (aliasMode != null && !List.of("serve", "redirect", "stub").contains(aliasMode)) {
      throw usage("expected serve, redirect or stub as --alias-mode, found " + aliasMode);
    }
    if (deltas != null && !List.of("exact", "all", "off").contains(deltas)) {
      throw usage("expected exact, all or off as --deltas, found " + deltas);
    }
    if (requireSignatures != null && !willHaveKey(api, path)) {
      throw usage("--require-signatures: expected --signing-key too, for the widget has no key");
    }
    return api.json("PATCH", path, reason.addTo(patch()));
  }

  private boolean changes() {
    return aliasMode != null
        || signingKeys != null
        || requireSignatures != null
        || deltas != null
        || publicVersions != null;
  }

  private boolean endsSigning() {
    return signingKeys != null && signingKeys.stream().allMatch(String::isBlank);
  }

  private boolean willHaveKey(ApiClient api, String path) {
    return signingKeys == null ? api.get(path).has("signing") : !endsSigning();
  }

  private ObjectNode patch() {
    ObjectNode patch = object();
    if (aliasMode != null) {
      patch.put("aliasMode", aliasMode);
    }
    if (deltas != null) {
      patch.put("deltas", deltas);
    }
    if (publicVersions != null) {
      patch.put("publicVersions", publicVersions);
    }
    if (endsSigning()) {
      patch.putNull("signing");
    } else if (signingKeys != null) {
      ArrayNode keys = patch.withObjectProperty("signing").putArray("keys");
      signingKeys.forEach(keys::add);
    }
    if (requireSignatures != null) {
      patch.withObjectProperty("signing").put("required", requireSignatures.booleanValue());
    }
    return patch;
  }

  @Override
  protected void show(JsonNode answer) {
    if (changes()) {
      Mutations.show(terminal, widget + " settings", answer);
    }
    if (aliasMode != null || !changes()) {
      String mode = aliasMode == null ? Mutations.text(answer, "aliasMode") : aliasMode;
      terminal.say("alias mode: %s", AliasModes.explain(mode));
    }
    if (!changes()) {
      for (Map.Entry<String, JsonNode> setting : answer.properties()) {
        if (!setting.getKey().equals("aliasMode")) {
          terminal.say("%s: %s", setting.getKey(), setting.getValue());
        }
      }
    }
  }
}
