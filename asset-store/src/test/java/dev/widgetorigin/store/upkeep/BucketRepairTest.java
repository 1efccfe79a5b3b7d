package dev.widgetorigin.store.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** On objects in memory; and what cannot be repaired. */
class BucketRepairTest extends BucketRepairContract {
  private final ObjectStore objects = new MemoryObjects();

  @Override
  ObjectStore objects() {
    return objects;
  }

  @Test
  void repair_backupIsDamagedToo_leavesWhatItHasNot() throws IOException {
    fill();
    String blob = keys(objects, StoreLayout.BLOBS).get(0);
    flip(objects, blob);
    byte[] before = objects.bytes(blob).orElseThrow();
    Path backup = folder.resolve("backup");
    try (NodeStore reader = BucketStores.openReadOnly(bucket(), OPTIONS)) {
      assertThat(Backup.backup(reader, backup, UpkeepEvents.NONE).problems()).isNotEmpty();
    }

    Repair.Report report = repair(backup);

    assertThat(report.repaired()).isEmpty();
    assertThat(report.left().damages()).extracting(Damage::key).containsExactly(blob);
    assertThat(objects.bytes(blob).orElseThrow()).isEqualTo(before);
  }

  @Test
  void repair_noStore_isMissing() throws IOException {
    fill();
    Path backup = backup();
    for (String key : keys(objects, "")) {
      objects.delete(key);
    }

    assertThatThrownBy(() -> repair(backup))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.MISSING))
        .hasMessageContaining("no store in s3://tests/");
  }
}
