package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.store.widget.Rollout;
import java.time.Instant;
import java.util.Optional;

/** What a person may ask for. */
enum RolloutAction {
  PAUSE,
  RESUME,
  PROMOTE,
  ABORT;

  /** The rollout afterwards; empty where its phase does not allow it. Pure. */
  Optional<Rollout> on(Rollout rollout, Instant now, String reason) {
    return Optional.ofNullable(
        switch (this) {
          case PAUSE ->
              rollout instanceof Rollout.Running running ? running.pause(now, reason) : null;
          case RESUME ->
              rollout instanceof Rollout.Paused paused ? paused.resume(now, reason) : null;
          case PROMOTE ->
              rollout instanceof Rollout.Unpromoted open ? open.promote(now, reason) : null;
          case ABORT -> rollout instanceof Rollout.Active active ? active.abort(reason) : null;
        });
  }
}
