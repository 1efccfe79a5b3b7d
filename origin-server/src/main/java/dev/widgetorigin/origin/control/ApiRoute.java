package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.PathTemplate;

/**
 * One row of a control route table.
 *
 * @param path with a {@code {widget}} part where the call concerns one; that is what the permission
 *     is asked for
 * @param permission null where no token is needed
 * @param change what the audit log calls it, e.g. {@code rollback}; null where nothing can change
 * @param slow whether it may take seconds, so that it must not stand in the way of others
 * @param content the most bytes that may come with a call; what comes is stored before the call is
 *     answered, so it is no more than the call can use
 */
public record ApiRoute(
    Method method,
    PathTemplate path,
    Permission permission,
    String change,
    boolean slow,
    long content,
    Action action) {
  /** Nothing that is looked at reads what comes with the question. */
  static final long LOOKING = 0;

  private static final long JSON = ApiCall.MAX_JSON;

  /** Answers a call on a thread that may block. May throw Refusal. */
  @FunctionalInterface
  public interface Action {
    ApiAnswer answer(ApiCall call) throws Exception;
  }

  /** A row that changes nothing and needs no more than a valid token. */
  public static ApiRoute look(String path, Action action) {
    return new ApiRoute(
        Method.GET, PathTemplate.of(path), Permission.READ, null, false, LOOKING, action);
  }

  /** A row that changes something. */
  public static ApiRoute change(
      Method method, String path, Permission permission, String change, Action action) {
    return new ApiRoute(method, PathTemplate.of(path), permission, change, false, JSON, action);
  }

  /** The same for anybody. */
  public ApiRoute open() {
    return new ApiRoute(method, path, null, change, slow, content, action);
  }

  /** The same with another permission. */
  public ApiRoute needs(Permission needed) {
    return new ApiRoute(method, path, needed, change, slow, content, action);
  }

  /** The same on the threads for long work. */
  public ApiRoute takesLong() {
    return new ApiRoute(method, path, permission, change, true, content, action);
  }

  /** The same with that much content. */
  public ApiRoute takes(long bytes) {
    return new ApiRoute(method, path, permission, change, slow, bytes, action);
  }
}
