package dev.widgetorigin.origin.rollout.outcome;

import java.time.Duration;
import java.util.List;

/**
 * All that a verdict looks at.
 *
 * @param trailing the new version's trailing windows: the first ends now, the next ended a minute
 *     ago, and so on
 * @param above for how long no look has found the window that then ended below rule A's limit, e.g.
 *     between two of the trailing windows; {@link #ALWAYS} where none ever did
 * @param step the new version's loads since the present step began
 * @param stable the stable version's loads in the trailing window
 * @param stableStep the stable version's loads since the present step began
 * @param stepOver whether the step's time is over
 */
public record Evidence(
    List<Window> trailing,
    Duration above,
    Window step,
    Window stable,
    Window stableStep,
    boolean stepOver) {
  static final Duration ALWAYS = Duration.ofDays(1);

  public Window now() {
    return trailing.isEmpty() ? Window.NONE : trailing.get(0);
  }
}
