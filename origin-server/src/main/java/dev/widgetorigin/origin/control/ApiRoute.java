package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.PathTemplate;
import java.time.Duration;
import java.util.List;

/**
 * One row of a control route table.
 *
 * @param path with a {@code {widget}} part where the call concerns one; that is what the permission
 *     is asked for
 * @param anyOf one of these lets a call in; where there are several, which one it needs shows in
 *     its content, and the action asks for that. Empty where no token is needed
 * @param change what the audit log calls it, e.g. {@code rollback}; null where nothing can change
 * @param slow whether it may take seconds, so that it must not stand in the way of others
 * @param processingEvery how often a client is told that its call is worked on; null for never
 * @param content the most bytes that may come with a call; what comes is stored before the call is
 *     answered, so it is no more than the call can use
 * @param gzip whether the action reads that content in gzip as well, or does not read it at all
 */
public record ApiRoute(
    Method method,
    PathTemplate path,
    List<Permission> anyOf,
    String change,
    boolean slow,
    Duration processingEvery,
    long content,
    boolean gzip,
    Action action) {
  /** Nothing that is looked at reads what comes with the question. */
  static final long LOOKING = 0;

  private static final long JSON = ApiCall.MAX_JSON;

  /** Answers a call on a thread that may block. May throw ProblemException. */
  @FunctionalInterface
  public interface Action {
    ApiAnswer answer(ApiCall call) throws Exception;
  }

  /** A row of which no client is told anything before its answer. */
  public ApiRoute(
      Method method,
      PathTemplate path,
      List<Permission> anyOf,
      String change,
      boolean slow,
      long content,
      Action action) {
    this(method, path, anyOf, change, slow, null, content, false, action);
  }

  /** A row that changes nothing and needs no more than a valid token. */
  public static ApiRoute look(String path, Action action) {
    return new ApiRoute(
        Method.GET, PathTemplate.of(path), List.of(Permission.READ), null, false, LOOKING, action);
  }

  /** A row that changes something. */
  public static ApiRoute change(
      Method method, String path, Permission permission, String change, Action action) {
    return new ApiRoute(
        method, PathTemplate.of(path), List.of(permission), change, false, JSON, action);
  }

  /** The same for anybody. */
  public ApiRoute open() {
    return new ApiRoute(
        method, path, List.of(), change, slow, processingEvery, content, gzip, action);
  }

  /** The same with other permissions, of which one lets a call in. */
  public ApiRoute needs(Permission... needed) {
    return new ApiRoute(
        method, path, List.of(needed), change, slow, processingEvery, content, gzip, action);
  }

  /** The same on the threads for long work. */
  public ApiRoute takesLong() {
    return new ApiRoute(method, path, anyOf, change, true, processingEvery, content, gzip, action);
  }

  /**
   * The same for clients that give up when they hear nothing for so long or a little longer, and
   * that all know interim answers.
   */
  public ApiRoute saysProcessing(Duration every) {
    return new ApiRoute(method, path, anyOf, change, slow, every, content, gzip, action);
  }

  /** The same with that much content. */
  public ApiRoute takes(long bytes) {
    return new ApiRoute(method, path, anyOf, change, slow, processingEvery, bytes, gzip, action);
  }

  /** The same where the content may come in gzip. */
  public ApiRoute takesGzip() {
    return new ApiRoute(method, path, anyOf, change, slow, processingEvery, content, true, action);
  }
}
