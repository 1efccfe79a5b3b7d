package dev.widgetorigin.store.object;

import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Two calls that wait for each other: made one by one, neither would end. */
public final class Together {
  private final CyclicBarrier both = new CyclicBarrier(2);

  public void await() throws IOException {
    try {
      both.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException("called alone", e);
    }
  }
}
