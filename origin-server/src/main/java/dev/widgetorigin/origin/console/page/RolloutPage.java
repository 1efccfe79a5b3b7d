package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.part.Act;
import dev.widgetorigin.origin.console.part.Measure;
import dev.widgetorigin.origin.console.part.Words;
import dev.widgetorigin.resolver.WidgetName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One rollout: how far it is, what browsers report of it, and what can be done.
 *
 * @param rollout as the API shows it; empty where there never was one
 * @param measures empty where nothing is watched
 * @param acts what its phase allows
 * @param log its changes, newest first: each verdict with its reason
 * @param starts staged versions that a rollout could be started of
 */
record RolloutPage(
    String name,
    Doc rollout,
    List<Step> steps,
    List<Measure> measures,
    List<Act> acts,
    List<Entry> log,
    List<Start> starts)
    implements Page.Shown {
  private static final int HISTORY = 200;
  private static final int CHOICES = 5;
  private static final Set<String> OVER = Set.of("succeeded", "aborted");

  /**
   * One step of the plan.
   *
   * @param place past, now or to come
   */
  record Step(double weight, String duration, Place place) {
    /** Where the rollout is. */
    enum Place {
      PAST,
      NOW,
      TO_COME
    }

    boolean now() {
      return place == Place.NOW;
    }

    /** For the style sheet. */
    String mark() {
      return switch (place) {
        case PAST -> "past";
        case NOW -> "now";
        case TO_COME -> "to-come";
      };
    }
  }

  /**
   * One change.
   *
   * @param text what became of the rollout, e.g. {@code running, step 2}
   */
  record Entry(String time, String who, String text, String reason) {}

  /** A staged version, and the form that starts its rollout. */
  record Start(String version, Act act) {}

  static RolloutPage of(Visit visit) {
    WidgetName name = visit.widget();
    Doc rollout = visit.get(Visit.path(name) + "/rollout");
    boolean active = active(rollout);
    return new RolloutPage(
        name.toString(),
        rollout,
        steps(rollout),
        measures(rollout),
        acts(visit, name, rollout),
        rollout.has("version") ? log(visit, name, rollout.text("version")) : List.of(),
        active ? List.of() : starts(visit, name));
  }

  private static boolean active(Doc rollout) {
    return rollout.has("phase") && !OVER.contains(rollout.text("phase"));
  }

  private static List<Step> steps(Doc rollout) {
    List<Step> steps = new ArrayList<>();
    boolean begun = !rollout.text("phase").equals("pending");
    long now = rollout.number("step");
    for (Doc each : rollout.list("steps")) {
      int index = steps.size();
      Step.Place place =
          begun && index == now && active(rollout)
              ? Step.Place.NOW
              : begun && index <= now ? Step.Place.PAST : Step.Place.TO_COME;
      steps.add(new Step(each.decimal("weight"), each.text("duration"), place));
    }
    return steps;
  }

  private static List<Measure> measures(Doc rollout) {
    if (!rollout.has("canary")) {
      return List.of();
    }
    double limit = rollout.decimal("limit");
    Doc canary = rollout.at("canary");
    Doc stable = rollout.at("stable");
    String minutes = rollout.at("thresholds").text("windowMinutes");
    return List.of(
        Measure.failures("m-step", "Failed, this step", canary, stable, limit),
        Measure.failures(
            "m-now",
            "Failed, last %s min".formatted(minutes),
            rollout.at("canaryNow"),
            rollout.at("stableNow"),
            limit),
        Measure.crashes("m-crash", "Crashed, this step", canary, stable, limit));
  }

  private static List<Act> acts(Visit visit, WidgetName name, Doc rollout) {
    List<String> actions =
        switch (rollout.text("phase")) {
          case "pending" -> List.of("rollout-promote", "rollout-abort");
          case "running" -> List.of("rollout-pause", "rollout-promote", "rollout-abort");
          case "paused" -> List.of("rollout-resume", "rollout-promote", "rollout-abort");
          case "promoting" -> List.of("rollout-abort");
          default -> List.of();
        };
    String version = rollout.text("version");
    return actions.stream().map(action -> visit.act(action, name, "version", version)).toList();
  }

  private static List<Entry> log(Visit visit, WidgetName name, String version) {
    List<Entry> log = new ArrayList<>();
    Doc history = visit.find(Visit.path(name) + "/history?limit=" + HISTORY).orElse(Doc.NOTHING);
    for (Doc batch : history.list("history")) {
      for (Doc change : batch.list("changes")) {
        String text = text(change);
        if (!text.isEmpty() && isOf(change, name, version)) {
          log.add(new Entry(batch.text("time"), Words.who(batch.text("who")), text, why(change)));
        }
      }
    }
    return log;
  }

  private static boolean isOf(Doc change, WidgetName name, String version) {
    return change.text("version").equals(version)
        || change.text("subject").equals(name + "@" + version);
  }

  private static String why(Doc change) {
    return change.has("problem") ? change.text("problem") : change.text("reason");
  }

  /** Empty where the change is none of the rollout. */
  private static String text(Doc change) {
    return switch (change.text("type")) {
      case "rollout-changed" -> {
        String phase = change.text("phase");
        boolean steps = phase.equals("running") || phase.equals("paused");
        yield steps ? phase + ", step " + (change.number("step") + 1) : phase;
      }
      case "rollout-site-quarantined" -> "held back from " + change.text("site");
      case "rollout-stuck" -> "stuck";
      case "rollout-inconclusive" -> "cannot be judged";
      case "rollout-held" -> "held by a pin";
      default -> "";
    };
  }

  private static List<Start> starts(Visit visit, WidgetName name) {
    return visit.get(Visit.path(name)).list("versions").stream()
        .filter(each -> each.text("state").equals("staged"))
        .map(each -> each.text("version"))
        .limit(CHOICES)
        .map(version -> new Start(version, start(visit, name, version)))
        .toList();
  }

  static Act start(Visit visit, WidgetName name, String version) {
    return visit.act("rollout-start", name, "version", version);
  }

  boolean known() {
    return rollout.has("version");
  }

  boolean active() {
    return active(rollout);
  }

  boolean watched() {
    return !measures.isEmpty();
  }

  /** What it waits for, e.g. {@code the step ends}; empty where for nothing that has a time. */
  String until() {
    return switch (rollout.text("phase")) {
      case "pending" -> rollout.text("startAt");
      case "running" -> rollout.text("stepEndsAt");
      case "promoting" -> rollout.text("bakeEndsAt");
      default -> "";
    };
  }

  /** How a time that lies ahead or behind is told. */
  String untilWhat() {
    return switch (rollout.text("phase")) {
      case "pending" -> "until it starts";
      case "promoting" -> "until the watch after the promotion ends";
      default -> "left in this step";
    };
  }

  /** What is said aloud when it comes about while the page is open: the phase it is in. */
  String tell() {
    String reason = rollout.text("reason");
    String why = reason.isEmpty() ? "" : ": " + reason.replaceFirst("\\.$", "");
    return "The rollout of %s is %s%s.".formatted(rollout.text("version"), phase(), why);
  }

  private String phase() {
    return switch (rollout.text("phase")) {
      case "aborted" -> "over, and was taken back";
      case "succeeded" -> "over, and everybody has it";
      case "promoting" -> "promoted, and still watched";
      case "pending" -> "planned";
      default -> rollout.text("phase");
    };
  }

  /** Loads that the next step waits for. */
  long wanted() {
    return rollout.at("thresholds").number("minAdvance");
  }

  /** Whether a site is held back already. */
  boolean quarantined(String site) {
    return rollout.list("quarantined").stream().anyMatch(each -> each.text("site").equals(site));
  }

  @Override
  public String title() {
    return "Rollout of " + name;
  }
}
