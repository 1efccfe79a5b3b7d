package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.alias.Holds;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The version that has the number of a publish already: the one place that knows whether there is
 * one, whether a bundle is the same, and what publishing it again leaves unmet. Pure.
 *
 * <p>Build metadata is no part of a number: {@code 1.0.0+a} and {@code 1.0.0+b} are one version.
 *
 * @param version as it was published, with its build metadata
 * @param unmet what the order asks for that is not so
 */
record ExistingVersion(Version version, List<UnmetOrder> unmet) {
  private static final int MOST_PATHS = 5;

  /**
   * Looks in the state of the order's widget; empty where the number is free. Throws
   * ProblemException where it was blocked: then no version can have it.
   */
  static Optional<ExistingVersion> in(WidgetState state, PublishOrder order) {
    Release release = state.release(order.version()).orElse(null);
    if (release == null) {
      return Optional.empty();
    }
    if (release.state() == ReleaseState.BLOCKED) {
      throw ProblemException.conflict(
          "%s %s is blocked, and its number can never be used again; publish another version."
              .formatted(order.widget(), order.version()));
    }
    return Optional.of(new ExistingVersion(release.version(), unmet(state, release, order)));
  }

  private static List<UnmetOrder> unmet(WidgetState state, Release release, PublishOrder order) {
    List<UnmetOrder> unmet = new ArrayList<>();
    if (order.state() == ReleaseState.RELEASED) {
      if (release.state() != ReleaseState.RELEASED) {
        unmet.add(new UnmetOrder.NotReleased(release.state()));
      }
      if (release.isCandidate() && !release.channel().equals(order.channel())) {
        unmet.add(new UnmetOrder.NotPromoted(release.channel()));
      }
    }
    if (order.channel() != null) {
      Version current = state.channels().get(order.channel());
      if (!order.version().equals(current)) {
        unmet.add(new UnmetOrder.ChannelElsewhere(current));
      }
    }
    if (order.unpin() && !Holds.of(state, order.version()).isEmpty()) {
      unmet.add(new UnmetOrder.StillPinned());
    }
    return List.copyOf(unmet);
  }

  /** Whether these are the files of the version, byte for byte. */
  static boolean same(Manifest manifest, List<UnpackedFile> files) {
    return manifest.files().size() == files.size() && differing(manifest, files).isEmpty();
  }

  private static List<String> differing(Manifest manifest, List<UnpackedFile> files) {
    return files.stream().filter(file -> differs(manifest, file)).map(UnpackedFile::path).toList();
  }

  private static boolean differs(Manifest manifest, UnpackedFile file) {
    return manifest.file(file.path()).filter(is -> is.digest().equals(file.digest())).isEmpty();
  }

  /**
   * Refuses files that are not those of the version.
   *
   * @param manifest of the version; null where it is damaged
   */
  ProblemException conflict(PublishOrder order, Manifest manifest, List<UnpackedFile> files) {
    List<String> paths =
        manifest == null
            ? List.of()
            : differing(manifest, files).stream().limit(MOST_PATHS).toList();
    return ProblemException.of(
        409,
        "Version exists",
        "%s %s was published%s with other bytes%s; a version never changes. Publish another number."
            .formatted(
                order.widget(),
                order.version(),
                version.build().equals(order.version().build())
                    ? ""
                    : " as %s+%s".formatted(version, version.build()),
                paths.isEmpty() ? "" : " (" + String.join(", ", paths) + ")"));
  }
}
