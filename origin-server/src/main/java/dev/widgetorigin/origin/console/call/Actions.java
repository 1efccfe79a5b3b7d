package dev.widgetorigin.origin.console.call;

import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.ShellWord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What forms can do: each is one call of the API, and one command that does the same. */
public final class Actions {
  /**
   * One call.
   *
   * @param body what JSON is made of
   */
  public record Order(Method method, String target, Map<String, Object> body, String command) {}

  /**
   * One row.
   *
   * @param grave whether visitors may lose something by it
   * @param told what is said afterwards, with the fields in it: {@code {alias}}
   */
  public record Action(
      String name, String label, boolean grave, String told, Function<Form, Order> order) {
    public String told(Form form) {
      String text = told;
      for (Map.Entry<String, String> field : form.fields().entrySet()) {
        text = text.replace("{" + field.getKey() + "}", field.getValue());
      }
      return text;
    }
  }

  private static final String WIDGETS = "/-/api/v1/widgets/";

  private static final Map<String, Action> ALL =
      Stream.of(
              new Action(
                  "rollback",
                  "Roll back",
                  true,
                  "{alias} was rolled back to {to}.",
                  Actions::rollback),
              new Action("pin", "Pin", false, "{alias} is pinned on {version}.", Actions::pin),
              new Action(
                  "unpin", "Unpin", false, "{alias} follows the releases again.", Actions::unpin),
              new Action(
                  "move", "Move", false, "{alias} answers {version} now.", Actions::moveChannel),
              new Action(
                  "hold", "Hold", false, "{alias} is held where it is.", form -> hold(form, true)),
              new Action(
                  "resume", "Resume", false, "{alias} is moved again.", form -> hold(form, false)),
              new Action("release", "Release", false, "{version} is released.", state("released")),
              new Action(
                  "deprecate", "Deprecate", false, "{version} is deprecated.", state("deprecated")),
              new Action("yank", "Yank", true, "{version} is yanked.", state("yanked")),
              new Action("promote", "Promote", false, "{version} is promoted.", Actions::promote),
              new Action(
                  "rollout-start",
                  "Roll out",
                  false,
                  "The rollout of {version} has started.",
                  RolloutForms::start),
              rollout("pause", "Pause", "The rollout waits for you."),
              rollout("resume", "Resume", "The rollout goes on."),
              rollout("promote", "Promote", "{version} is everybody's now."),
              rollout("abort", "Abort", "The rollout is over; nobody is offered {version} now."),
              new Action("off", "Switch off", true, "{widget} is switched off.", Actions::off),
              new Action("on", "Switch on", false, "{widget} is switched on again.", Actions::on))
          .collect(
              Collectors.toMap(
                  Action::name, each -> each, (one, other) -> one, LinkedHashMap::new));

  private Actions() {}

  /** Throws ProblemException where there is no such action. */
  public static Action named(String name) {
    Action action = ALL.get(name);
    if (action == null) {
      throw ProblemException.of(400, "Unknown action", "This console has no such form.");
    }
    return action;
  }

  private static Order rollback(Form form) {
    Map<String, Object> body = new LinkedHashMap<>();
    String command = "rollback " + subject(form, "alias");
    if (!form.text("to").isEmpty()) {
      body.put("to", form.text("to"));
      command += " --to " + form.text("to");
    }
    if (!form.text("yank").isEmpty()) {
      body.put("yank", true);
      command += " --yank";
    }
    return why(form, Method.POST, alias(form) + "/rollback", body, command);
  }

  private static Order pin(Form form) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("version", form.text("version"));
    body.put("pin", true);
    return why(form, Method.PUT, alias(form), body, "pin " + subject(form, "alias", "version"));
  }

  private static Order unpin(Form form) {
    String command = "unpin " + subject(form, "alias");
    return why(form, Method.DELETE, alias(form), new LinkedHashMap<>(), command);
  }

  private static Order moveChannel(Form form) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("version", form.text("version"));
    String command = "channel " + subject(form, "alias", "version");
    return why(form, Method.PUT, alias(form), body, command);
  }

  private static Order hold(Form form, boolean holds) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(holds ? "hold" : "resume", true);
    String command = "channel " + (holds ? "hold " : "resume ") + subject(form, "alias");
    return why(form, Method.PUT, alias(form), body, command);
  }

  private static Function<Form, Order> state(String state) {
    String verb =
        switch (state) {
          case "released" -> "release ";
          case "deprecated" -> "deprecate ";
          default -> "yank ";
        };
    return form -> {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("state", state);
      return why(form, Method.PATCH, version(form), body, verb + subject(form, "version"));
    };
  }

  private static Order promote(Form form) {
    String command = "promote " + subject(form, "version");
    return why(form, Method.POST, version(form) + "/promote", new LinkedHashMap<>(), command);
  }

  private static Action rollout(String action, String label, String told) {
    return new Action(
        "rollout-" + action,
        label,
        action.equals("abort"),
        told,
        form -> RolloutForms.act(form, action));
  }

  private static Order off(Form form) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("off", true);
    String command = "off " + subject(form);
    if (!form.text("channel").isEmpty()) {
      body.put("channel", form.text("channel"));
      command += " --channel " + ShellWord.quoted(form.text("channel"));
    }
    return why(form, Method.PUT, widget(form) + "/switch", body, command);
  }

  private static Order on(Form form) {
    String channel = form.text("channel");
    String target = widget(form) + "/switch";
    String command = "on " + subject(form);
    if (!channel.isEmpty()) {
      target += "?channel=" + Escape.segment(channel);
      command += " --channel " + ShellWord.quoted(channel);
    }
    return why(form, Method.DELETE, target, new LinkedHashMap<>(), command);
  }

  static Order why(
      Form form, Method method, String target, Map<String, Object> body, String command) {
    String reason = form.text("reason");
    String option = " --reason " + (reason.isEmpty() ? "'…'" : ShellWord.quoted(reason));
    return new Order(method, target, reason(form, body), "widget-origin " + command + option);
  }

  private static Map<String, Object> reason(Form form, Map<String, Object> body) {
    if (!form.text("reason").isEmpty()) {
      body.put("reason", form.text("reason"));
    }
    return body;
  }

  static String subject(Form form, String... fields) {
    StringBuilder words = new StringBuilder(ShellWord.quoted(form.text("widget")));
    for (String field : fields) {
      words.append(' ').append(ShellWord.quoted(form.text(field)));
    }
    return words.toString();
  }

  static String widget(Form form) {
    return WIDGETS + Escape.segment(form.text("widget"));
  }

  private static String alias(Form form) {
    return widget(form) + "/aliases/" + Escape.segment(form.text("alias"));
  }

  private static String version(Form form) {
    return widget(form) + "/versions/" + Escape.segment(form.text("version"));
  }
}
