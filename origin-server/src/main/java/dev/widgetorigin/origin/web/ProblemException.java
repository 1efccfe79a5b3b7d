package dev.widgetorigin.origin.web;

import java.util.List;

/**
 * Ends a call with a problem from within a decision on the catalog; never leaves the package as an
 * exception but by {@link #problem()}. Without a stack trace: it is an answer.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public static ProblemException of(int status, String title, String detail) {
    return new ProblemException(Problem.of(status, title, detail));
  }

  /** The request is well-formed but cannot be meant: 422 with every reason. */
  public static ProblemException invalid(List<String> errors) {
    String detail = errors.size() == 1 ? errors.get(0) : errors.size() + " problems; see errors.";
    return new ProblemException(new Problem(422, "Invalid request", detail, errors));
  }

  public static ProblemException conflict(String detail) {
    return of(409, "Conflict", detail);
  }

  public static ProblemException notFound(String detail) {
    return of(404, "Not found", detail);
  }

  public Problem problem() {
    return problem;
  }
}
