package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.object.CreateOnceCheck;
import java.io.IOException;

/**
 * Looks whether a bucket creates objects only once, also where many try at the same moment. Writes
 * small objects under {@link CreateOnceCheck#PREFIX} and deletes them.
 */
final class BucketDoctor {
  private static final int RACES = 20;
  private static final int CREATORS = 16;

  /** What was found. */
  record Finding(boolean good, String text) {}

  private final Bucket bucket;
  private final CreateOnceCheck check;

  BucketDoctor(Bucket bucket) {
    this.bucket = bucket;
    this.check = new CreateOnceCheck(bucket.objects(), StoreOptions.DEFAULTS.ids());
  }

  Finding look() {
    try {
      String problem = check.once();
      return problem.isEmpty() ? race() : bad(problem);
    } catch (IOException e) {
      return bad(e.getMessage());
    }
  }

  private Finding race() throws IOException {
    int bad = 0;
    int most = 0;
    for (int i = 0; i < RACES; i++) {
      CreateOnceCheck.Race race = check.race(CREATORS);
      bad += race.good() ? 0 : 1;
      most = Math.max(most, race.winners());
    }
    return bad == 0
        ? new Finding(
            true,
            "%s creates only once: %d races of %d, one winner each"
                .formatted(bucket.where(), RACES, CREATORS))
        : bad(
            "in %d of %d races of %d creations of one object not exactly one won (up to %d)"
                    .formatted(bad, RACES, CREATORS, most)
                + ": changes of several nodes would be lost. Use AWS S3, Cloudflare R2 or Ceph");
  }

  private Finding bad(String problem) {
    return new Finding(false, bucket.where() + ": " + problem);
  }
}
