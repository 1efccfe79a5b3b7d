package dev.widgetorigin.origin.http.upload;

import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What a listener does with the content of requests.
 *
 * @param folder where content beyond {@code memoryBytes} is spooled; null where none may be
 * @param maxBytes the most that is accepted; more is 413
 * @param memoryBytes the most that is held in memory
 * @param gate may answer a request from its head alone, before its content is read (401, 403, 413);
 *     null means go on. Called on an event loop
 * @param mostFor how much content one request may have, where that is less than {@code maxBytes}; 0
 *     where nobody reads it: the request is answered from its head, and what follows is thrown away
 *     for a moment before the connection closes. Called on an event loop, behind the gate
 * @param budget what all uploads may spool together; beyond it an upload is 503
 */
public record UploadPolicy(
    Path folder,
    long maxBytes,
    int memoryBytes,
    Function<Request, Reply> gate,
    ToLongFunction<Request> mostFor,
    SpoolBudget budget) {
  private static final int SPOOL_FROM = 64 * 1024;

  /** Content of up to that size is kept in memory, for beacons; more is refused. */
  public static UploadPolicy inMemory(int maxBytes) {
    return new UploadPolicy(
        null, maxBytes, maxBytes, request -> null, request -> maxBytes, unbounded());
  }

  /** Larger content goes to a file in the folder, which must exist. */
  public static UploadPolicy spool(Path folder, long maxBytes) {
    return new UploadPolicy(
        folder,
        maxBytes,
        (int) Math.min(maxBytes, SPOOL_FROM),
        request -> null,
        request -> maxBytes,
        unbounded());
  }

  private static SpoolBudget unbounded() {
    return new SpoolBudget(Long.MAX_VALUE);
  }

  public UploadPolicy withGate(Function<Request, Reply> newGate) {
    return new UploadPolicy(folder, maxBytes, memoryBytes, newGate, mostFor, budget);
  }

  /** Holds requests that have no business with large content to less. */
  public UploadPolicy withMostFor(ToLongFunction<Request> newMostFor) {
    return new UploadPolicy(folder, maxBytes, memoryBytes, gate, newMostFor, budget);
  }

  /** Bounds what all uploads together take of the disk. */
  public UploadPolicy withBudget(SpoolBudget newBudget) {
    return new UploadPolicy(folder, maxBytes, memoryBytes, gate, mostFor, newBudget);
  }

  /** Whether nobody reads the content. */
  public boolean unread() {
    return maxBytes == 0;
  }

  /** Whether the content is so small that it has no business taking long. */
  public boolean inMemory() {
    return maxBytes <= memoryBytes;
  }

  /** What holds for one request. */
  public UploadPolicy of(Request request) {
    long most = mostFor.applyAsLong(request);
    return most >= maxBytes
        ? this
        : new UploadPolicy(folder, most, (int) Math.min(memoryBytes, most), gate, mostFor, budget);
  }
}
