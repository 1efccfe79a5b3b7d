package dev.widgetorigin.store;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A version that {@link Store#publish} makes exist: what it is made of, and what the log says of
 * it.
 *
 * @param publishedElsewhere whether it was published at the manifest's time, and is imported now;
 *     else its record has the time of the batch
 * @param also decides what else the batch changes, on the widget as the batch finds it (empty for a
 *     new one). Runs inside the commit: must be quick. A move of a channel to the version means
 *     that it is published to that channel, see {@link Change.Published}
 */
public record NewVersion(
    Manifest manifest,
    ReleaseState state,
    boolean publishedElsewhere,
    Function<Optional<Widget>, List<Change>> also,
    String who,
    String why) {

  /** Published here and now; its batch changes nothing else. */
  public NewVersion(Manifest manifest, ReleaseState state, String who, String why) {
    this(manifest, state, false, widget -> List.of(), who, why);
  }
}
