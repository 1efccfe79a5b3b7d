package dev.widgetorigin.origin.console.part;

import dev.widgetorigin.origin.console.call.Actions;
import java.util.Map;

/**
 * A form of one button.
 *
 * @param action its name among {@link Actions}
 * @param fields what is sent along, hidden
 * @param command the command line that does the same
 * @param denied why the token may not; empty where it may
 */
public record Act(
    String action,
    String label,
    boolean grave,
    Map<String, String> fields,
    String command,
    String denied) {
  boolean allowed() {
    return denied.isEmpty();
  }

  /** Whether its form asks for the steps of a rollout. */
  boolean asksForSteps() {
    return action.equals("rollout-start");
  }

  /** For the button's description: the same on every page load, and unique enough. */
  String id() {
    return "a-" + Integer.toHexString((action + fields).hashCode());
  }
}
