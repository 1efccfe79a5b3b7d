package dev.widgetorigin.store.object;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Finds out whether objects are really created only once: everything that several nodes do depends
 * on that, and some services that speak S3 ignore the condition.
 */
public final class CreateOnceCheck {
  /** What the objects of these checks are named by; each is deleted at its end. */
  public static final String PREFIX = "self-test/";

  private final ObjectStore objects;
  private final Supplier<String> ids;

  /**
   * @param ids gives what nobody else gives
   */
  public CreateOnceCheck(ObjectStore objects, Supplier<String> ids) {
    this.objects = objects;
    this.ids = ids;
  }

  /**
   * Creates an object twice, reads it, lists it and deletes it.
   *
   * @return what is wrong, or empty. Throws where the store cannot be reached or refuses a call
   */
  public String once() throws IOException {
    String key = PREFIX + ids.get();
    byte[] first = bytes("first");
    try {
      Creation made = objects.create(key, Source.of(first));
      if (made == Creation.UNKNOWN) {
        throw new NoAnswerException("no answer to the creation of a small object");
      }
      Creation again = objects.create(key, Source.of(bytes("second")));
      if (again == Creation.UNKNOWN) {
        throw new NoAnswerException("no answer to the second creation of a small object");
      }
      byte[] there = objects.bytes(key).orElse(new byte[0]);
      if (again == Creation.CREATED || !Arrays.equals(there, first)) {
        return "an object was created twice: the condition 'If-None-Match: *' is ignored";
      }
      List<String> listed = new ArrayList<>();
      objects.list(key, entry -> listed.add(entry.key()));
      return listed.equals(List.of(key))
          ? ""
          : "an object that was just created is not listed: listings are late";
    } finally {
      objects.delete(key);
    }
  }

  /** How a race of creations of one object ended. */
  public record Race(int winners, int unknown, boolean winnersBytes) {
    /** One at most won, and its bytes are there; the answer of that one may have been lost. */
    public boolean good() {
      return winners + Math.min(unknown, 1) >= 1 && winners <= 1 && winnersBytes;
    }
  }

  /** So many create the same object at once. */
  public Race race(int creators) throws IOException {
    String key = PREFIX + ids.get();
    ExecutorService pool = Executors.newFixedThreadPool(creators);
    try {
      List<Callable<Creation>> all = new ArrayList<>();
      for (int i = 0; i < creators; i++) {
        byte[] own = bytes("creator " + i);
        all.add(() -> objects.create(key, Source.of(own)));
      }
      List<Creation> made = results(pool.invokeAll(all));
      int winner = made.indexOf(Creation.CREATED);
      String there = new String(objects.bytes(key).orElse(new byte[0]), StandardCharsets.UTF_8);
      return new Race(
          (int) made.stream().filter(Creation.CREATED::equals).count(),
          (int) made.stream().filter(Creation.UNKNOWN::equals).count(),
          winner < 0 ? !there.isEmpty() : there.equals("creator " + winner));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      pool.shutdownNow();
      objects.delete(key);
    }
  }

  private static List<Creation> results(List<Future<Creation>> all)
      throws IOException, InterruptedException {
    List<Creation> made = new ArrayList<>();
    for (Future<Creation> each : all) {
      try {
        made.add(each.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException io) {
          throw io;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return made;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
