package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.store.widget.Widget;
import java.util.ArrayList;
import java.util.List;

/** Renders the errors of delivery, each with the widget's CORS policy, figures and purge tags. */
public final class Refusals {
  private static final Problem BUSY =
      Problem.of(503, "Busy", "Too many reads are under way; try again.");

  private final WidgetHeaders headers;
  private final ProblemReplies problems;

  public Refusals(WidgetHeaders headers, ProblemReplies problems) {
    this.headers = headers;
    this.problems = problems;
  }

  /** {@code target} is null where no version was found. */
  public Reply notFound(Request request, Located.NotFound missing, ResolvedTarget target) {
    Problem problem = missing.problem();
    HeaderBlock.Builder begun =
        headers.error(
            problem.status(),
            missing.name(),
            missing.widget(),
            missing.version(),
            target != null && target.alias() ? target : null);
    if (problem.status() == 503) {
      begun.add("Retry-After", "5");
    }
    return reply(request, problem, begun, missing.widget());
  }

  public Reply noSuchFile(Request request, ResolvedTarget target) {
    AssetPath path = target.path();
    String what =
        switch (path.kind()) {
          case ENTRY -> "has no entry file";
          case DIRECTORY -> "has no index.html in that directory";
          case FILE -> "has no file " + AssetLocator.quoted(path.file());
        };
    String root = AssetHeaders.canonical(target.name(), target.version(), "");
    String all = headers.shown(root) + "?meta";
    String detail = target.name() + " " + target.version() + " " + what + "; all its files: " + all;
    return about(request, target, Problem.of(404, "File not found", detail));
  }

  /** What is neither a script nor a style, of an alias that is switched off. */
  public Reply switchedOff(Request request, ResolvedTarget target) {
    String detail =
        target.name() + " is switched off here; the URLs of its exact versions still answer.";
    return reply(
        request,
        Problem.of(404, "Switched off", detail),
        headers.switchedOff(target),
        target.widget());
  }

  public Reply unreadable(Request request, ResolvedTarget target) {
    return notFound(
        request, AssetLocator.unreadable(target.widget(), target.name(), target.version()), target);
  }

  /** A prepared answer that is a refusal. */
  public Reply of(Request request, PreparedAnswer answer) {
    return switch (answer.status()) {
      case 406 -> notAcceptable(request, answer.asset());
      case 412 -> preconditionFailed(request, answer.asset(), answer.representation());
      case 416 -> unsatisfiable(request, answer.asset(), answer.representation());
      default -> throw new IllegalArgumentException("no refusal: " + answer.status());
    };
  }

  private Reply notAcceptable(Request request, Asset asset) {
    List<String> codings = new ArrayList<>();
    for (Representation each : asset.representations) {
      if (each.dictionary() == null) {
        codings.add(each.encodingToken());
      }
    }
    String detail =
        "None of the codings this file comes in is acceptable: " + String.join(", ", codings) + ".";
    HeaderBlock.Builder begun =
        new Asset.Varying(true, asset.varying.byDictionary()).addTo(begin(asset.target(), 406));
    Problem problem = Problem.of(406, "Not acceptable", detail);
    return reply(request, problem, begun, asset.target().widget());
  }

  private Reply preconditionFailed(Request request, Asset asset, Representation chosen) {
    String detail = "The file's entity tag is " + chosen.etag() + ".";
    Problem problem = Problem.of(412, "Precondition failed", detail);
    return reply(request, problem, varying(asset, 412), asset.target().widget());
  }

  private Reply unsatisfiable(Request request, Asset asset, Representation chosen) {
    HeaderBlock.Builder begun = varying(asset, 416);
    begun.add("Accept-Ranges", "bytes");
    begun.add("Content-Range", "bytes */" + chosen.size());
    String detail = "The content has " + chosen.size() + " bytes.";
    Problem problem = Problem.of(416, "Range not satisfiable", detail);
    return reply(request, problem, begun, asset.target().widget());
  }

  /** {@code widget} is null where the path names none. */
  public Reply methodNotAllowed(Request request, Widget widget) {
    String detail = "Files are read with GET and HEAD; nothing else is done here.";
    HeaderBlock.Builder begun =
        headers.error(405, widget == null ? null : widget.state().name(), widget, null, null);
    begun.add("Allow", "GET, HEAD, OPTIONS");
    Problem problem = Problem.of(405, "Method not allowed", detail);
    return reply(request, problem, begun, widget);
  }

  /** For work in another thread that did not answer. */
  public Reply failed(Request request, ResolvedTarget target, Deferred.Failure failure) {
    return failed(
        request, failure.problem(), begin(target, failure.problem().status()), target.widget());
  }

  /** Threads, waiting places or open files are spent; that passes. */
  public Reply busy(Request request, ResolvedTarget target) {
    return failed(request, BUSY, begin(target, BUSY.status()), target.widget());
  }

  /** The same where no version was asked for. */
  public Reply busy(Request request, Widget widget) {
    return failed(request, BUSY, begin(widget, BUSY.status()), widget);
  }

  /** The same where no version was asked for. */
  public Reply failed(Request request, Widget widget, Deferred.Failure failure) {
    return failed(request, failure.problem(), begin(widget, failure.problem().status()), widget);
  }

  /** What is answered with 503 may be asked for again soon. */
  private Reply failed(Request request, Problem problem, HeaderBlock.Builder begun, Widget widget) {
    if (problem.status() == 503) {
      begun.add("Retry-After", "1");
    }
    return reply(request, problem, begun, widget);
  }

  public Reply about(Request request, Widget widget, Problem problem) {
    return reply(request, problem, begin(widget, problem.status()), widget);
  }

  public Reply about(Request request, ResolvedTarget target, Problem problem) {
    return reply(request, problem, begin(target, problem.status()), target.widget());
  }

  private HeaderBlock.Builder begin(ResolvedTarget target, int status) {
    return headers.error(
        status, target.name(), target.widget(), target.version(), target.alias() ? target : null);
  }

  private HeaderBlock.Builder begin(Widget widget, int status) {
    return headers.error(status, widget.state().name(), widget, null, null);
  }

  private HeaderBlock.Builder varying(Asset asset, int status) {
    return asset.varying.addTo(begin(asset.target(), status));
  }

  private Reply reply(Request request, Problem problem, HeaderBlock.Builder begun, Widget widget) {
    headers.cors(widget).addOrigin(begun, request.header("origin"));
    return problems.reply(problem, begun, request.method() == Method.HEAD);
  }
}
