package dev.widgetorigin.origin.console.call;

import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.ShellWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What forms do to rollouts. */
final class RolloutForms {
  /** As the command line writes a step: {@code 5:1h}, {@code 12.5:2d}. */
  private static final Pattern STEP =
      Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,2})?)%?:([A-Za-z0-9.]{1,12})");

  private static final int MOST_STEPS = 20;

  private RolloutForms() {}

  /** Without steps those of the origin. */
  static Actions.Order start(Form form) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("version", form.text("version"));
    String command = "rollout start " + Actions.subject(form, "version");
    String text = form.text("steps");
    if (!text.isEmpty()) {
      List<Map<String, Object>> steps = steps(text);
      body.put("steps", steps);
      command += " --step " + ShellWord.quoted(String.join(",", text.split("[,;\\s]+", -1)));
    }
    return Actions.why(form, Method.PUT, Actions.widget(form) + "/rollout", body, command);
  }

  private static List<Map<String, Object>> steps(String text) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (String each : text.split("[,;\\s]+", -1)) {
      Matcher step = STEP.matcher(each);
      if (!step.matches() || steps.size() == MOST_STEPS) {
        throw ProblemException.of(
            422,
            "Malformed steps",
            "Expected PERCENT:TIME up to " + MOST_STEPS + " times, such as 5:1h,20:4h,50:24h.");
      }
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("weight", Double.valueOf(step.group(1)));
      json.put("duration", step.group(2));
      steps.add(json);
    }
    return steps;
  }

  static Actions.Order act(Form form, String action) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("action", action);
    String command = "rollout " + action + " " + Actions.subject(form);
    return Actions.why(form, Method.PATCH, Actions.widget(form) + "/rollout", body, command);
  }
}
