package dev.widgetorigin.store.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.s3.BucketUrl;
import dev.widgetorigin.store.object.s3.CephGateway;
import java.io.IOException;

/** On a real Ceph. */
class CephStoresTest extends BucketStoresContract {
  private final BucketUrl place = CephGateway.somewhere();

  @Override
  ObjectStore bucket() throws IOException {
    CephGateway ceph = CephGateway.find().orElse(null);
    assumeTrue(ceph != null, CephGateway.HOW_TO_GET);
    return ceph.open(place);
  }
}
