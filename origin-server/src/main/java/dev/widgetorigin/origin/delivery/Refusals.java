package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.store.Widget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the errors of delivery, each with the widget's CORS policy, figures and purge tags. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final Problem BUSY =
      Problem.of(503, "Busy", "Too many reads are under way; try again.");
  private static final Problem FAILED =
      Problem.of(500, "Internal error", "The answer could not be made; the log says why.");

  private final AssetHeaders headers;
  private final ProblemReplies problems;

  Refusals(AssetHeaders headers, ProblemReplies problems) {
    this.headers = headers;
    this.problems = problems;
  }

  /** {@code target} is null where no version was found. */
  void nowhere(Exchange exchange, Located.Nowhere nowhere, Target target) {
    Problem problem = nowhere.problem();
    HeaderBlock.Builder begun =
        headers.error(
            problem.status(),
            nowhere.name(),
            nowhere.widget(),
            nowhere.version(),
            target != null && target.alias() ? target : null);
    send(exchange, problem, begun, nowhere.widget());
  }

  void noSuchFile(Exchange exchange, Target target) {
    AssetPath path = target.path();
    String what =
        switch (path.kind()) {
          case ENTRY -> "has no entry file";
          case DIRECTORY -> "has no index.html in that directory";
          case FILE -> "has no file " + AssetLocator.quoted(path.file());
        };
    String all = AssetHeaders.canonical(target.name(), target.version(), "") + "?meta";
    String detail = target.name() + " " + target.version() + " " + what + "; all its files: " + all;
    about(exchange, target, Problem.of(404, "File not found", detail));
  }

  void unreadable(Exchange exchange, Target target) {
    nowhere(
        exchange,
        AssetLocator.unreadable(target.widget(), target.name(), target.version()),
        target);
  }

  void notAcceptable(Exchange exchange, Asset asset) {
    List<String> codings = new ArrayList<>();
    for (Representation each : asset.representations) {
      codings.add(each.encodingToken());
    }
    String detail =
        "None of the codings this file comes in is acceptable: " + String.join(", ", codings) + ".";
    HeaderBlock.Builder begun = begin(asset.target, 406).vary("Accept-Encoding");
    Problem problem = Problem.of(406, "Not acceptable", detail);
    send(exchange, problem, begun, asset.target.widget());
  }

  void preconditionFailed(Exchange exchange, Asset asset, Representation chosen) {
    String detail = "The file's entity tag is " + chosen.etag + ".";
    Problem problem = Problem.of(412, "Precondition failed", detail);
    send(exchange, problem, varying(asset, 412), asset.target.widget());
  }

  void unsatisfiable(Exchange exchange, Asset asset, Representation chosen) {
    HeaderBlock.Builder begun = varying(asset, 416);
    begun.add("Accept-Ranges", "bytes");
    begun.add("Content-Range", "bytes */" + chosen.size);
    String detail = "The content has " + chosen.size + " bytes.";
    Problem problem = Problem.of(416, "Range not satisfiable", detail);
    send(exchange, problem, begun, asset.target.widget());
  }

  /** {@code widget} is null where the path names none. */
  void methodNotAllowed(Request request, Responder responder, Widget widget) {
    String detail = "Files are read with GET and HEAD; nothing else is done here.";
    HeaderBlock.Builder begun =
        headers.error(405, widget == null ? null : widget.state().name(), widget, null, null);
    begun.add("Allow", "GET, HEAD, OPTIONS");
    Problem problem = Problem.of(405, "Method not allowed", detail);
    send(new Exchange(request, responder, false, 0), problem, begun, widget);
  }

  /** Runs the task on the executor; a full executor and a failed task are answered, not lost. */
  void execute(Executor executor, Exchange exchange, Target target, Runnable task) {
    try {
      executor.execute(() -> guarded(exchange, target, task));
    } catch (RejectedExecutionException e) {
      busy(exchange, target);
    }
  }

  /** Threads, waiting places or open files are spent; that passes. */
  void busy(Exchange exchange, Target target) {
    HeaderBlock.Builder begun = begin(target, BUSY.status()).add("Retry-After", "1");
    send(exchange, BUSY, begun, target.widget());
  }

  /** A client must not wait for an answer that a fault of ours swallowed. */
  void guarded(Exchange exchange, Target target, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("{} {} could not be answered", target.name(), target.version(), e);
      about(exchange, target, FAILED);
    }
  }

  private void about(Exchange exchange, Target target, Problem problem) {
    send(exchange, problem, begin(target, problem.status()), target.widget());
  }

  private HeaderBlock.Builder begin(Target target, int status) {
    return headers.error(
        status, target.name(), target.widget(), target.version(), target.alias() ? target : null);
  }

  private HeaderBlock.Builder varying(Asset asset, int status) {
    HeaderBlock.Builder begun = begin(asset.target, status);
    return asset.variesByEncoding ? begun.vary("Accept-Encoding") : begun;
  }

  private void send(Exchange exchange, Problem problem, HeaderBlock.Builder begun, Widget widget) {
    headers.cors(widget).addOrigin(begun, exchange.request().header("origin"));
    exchange.responder().send(problems.reply(problem, begun, exchange.head()));
  }
}
