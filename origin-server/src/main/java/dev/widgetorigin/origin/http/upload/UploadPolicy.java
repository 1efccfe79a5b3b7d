package dev.widgetorigin.origin.http.upload;

import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Request;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What a listener does with the content of requests.
 *
 * @param folder where content beyond {@code memoryBytes} is spooled; null where none may be
 * @param maxBytes the most that is accepted; more is 413
 * @param memoryBytes the most that is held in memory
 * @param gate decides from a request's head alone, before its content is read, whether it may go on
 *     (401, 403, 413), how much may follow and who answers. Where nobody reads it the request is
 *     answered from its head, and what follows is thrown away for a moment before the connection
 *     closes. Called on an event loop
 * @param budget what all uploads may spool together; beyond it an upload is 503
 */
public record UploadPolicy(
    Path folder,
    long maxBytes,
    int memoryBytes,
    Function<Request, Admission> gate,
    SpoolBudget budget) {
  private static final int SPOOL_FROM = 64 * 1024;

  /** Content of up to that size is kept in memory, for beacons; more is refused. */
  public static UploadPolicy inMemory(int maxBytes) {
    return new UploadPolicy(null, maxBytes, maxBytes, open(maxBytes), unbounded());
  }

  /** Larger content goes to a file in the folder, which must exist. */
  public static UploadPolicy spool(Path folder, long maxBytes) {
    return new UploadPolicy(
        folder, maxBytes, (int) Math.min(maxBytes, SPOOL_FROM), open(maxBytes), unbounded());
  }

  private static Function<Request, Admission> open(long maxBytes) {
    Admission all = new Admission.Admitted(maxBytes, null);
    return request -> all;
  }

  private static SpoolBudget unbounded() {
    return new SpoolBudget(Long.MAX_VALUE);
  }

  public UploadPolicy withGate(Function<Request, Admission> newGate) {
    return new UploadPolicy(folder, maxBytes, memoryBytes, newGate, budget);
  }

  /** Bounds what all uploads together take of the disk. */
  public UploadPolicy withBudget(SpoolBudget newBudget) {
    return new UploadPolicy(folder, maxBytes, memoryBytes, gate, newBudget);
  }

  /** Whether nobody reads the content. */
  public boolean unread() {
    return maxBytes == 0;
  }

  /** Whether the content is so small that it has no business taking long. */
  public boolean inMemory() {
    return maxBytes <= memoryBytes;
  }

  /** What holds for a request that may have that much content. */
  public UploadPolicy atMost(long most) {
    return most >= maxBytes
        ? this
        : new UploadPolicy(folder, most, (int) Math.min(memoryBytes, most), gate, budget);
  }
}
