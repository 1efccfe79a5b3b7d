package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.store.Widget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Sends the errors of delivery, each with the widget's CORS policy, figures and purge tags. */
final class Refusals {
  private static final Problem BUSY =
      Problem.of(503, "Busy", "Too many reads are under way; try again.");

  private final AssetHeaders headers;
  private final ProblemReplies problems;

  Refusals(AssetHeaders headers, ProblemReplies problems) {
    this.headers = headers;
    this.problems = problems;
  }

  /** {@code target} is null where no version was found. */
  void notFound(Exchange exchange, Located.NotFound missing, ResolvedTarget target) {
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
    send(exchange, problem, begun, missing.widget());
  }

  void noSuchFile(Exchange exchange, ResolvedTarget target) {
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

  void unreadable(Exchange exchange, ResolvedTarget target) {
    notFound(
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

  /** Goes on in another thread; whatever happens there, the exchange is answered once, in time. */
  void run(Deferred elsewhere, Exchange exchange, ResolvedTarget target, Consumer<Exchange> task) {
    elsewhere.run(
        exchange.request().peerAddress(),
        exchange.responder(),
        failure -> instead(exchange, target, failure),
        watched -> task.accept(exchange.to(watched)));
  }

  /** The same exchange with a deadline, for work that is on its way elsewhere. */
  Exchange watched(Deferred elsewhere, Exchange exchange, ResolvedTarget target) {
    return exchange.to(
        elsewhere.watched(exchange.responder(), failure -> instead(exchange, target, failure)));
  }

  private Reply instead(Exchange exchange, ResolvedTarget target, Deferred.Failure failure) {
    Problem problem = failure.problem();
    HeaderBlock.Builder begun = begin(target, problem.status());
    if (problem.status() == BUSY.status()) {
      begun.add("Retry-After", "1");
    }
    return reply(exchange, problem, begun, target.widget());
  }

  /** Threads, waiting places or open files are spent; that passes. */
  void busy(Exchange exchange, ResolvedTarget target) {
    HeaderBlock.Builder begun = begin(target, BUSY.status()).add("Retry-After", "1");
    send(exchange, BUSY, begun, target.widget());
  }

  void about(Exchange exchange, ResolvedTarget target, Problem problem) {
    send(exchange, problem, begin(target, problem.status()), target.widget());
  }

  private HeaderBlock.Builder begin(ResolvedTarget target, int status) {
    return headers.error(
        status, target.name(), target.widget(), target.version(), target.alias() ? target : null);
  }

  private HeaderBlock.Builder varying(Asset asset, int status) {
    HeaderBlock.Builder begun = begin(asset.target, status);
    return asset.variesByEncoding ? begun.vary("Accept-Encoding") : begun;
  }

  private void send(Exchange exchange, Problem problem, HeaderBlock.Builder begun, Widget widget) {
    exchange.responder().send(reply(exchange, problem, begun, widget));
  }

  private Reply reply(
      Exchange exchange, Problem problem, HeaderBlock.Builder begun, Widget widget) {
    headers.cors(widget).addOrigin(begun, exchange.request().header("origin"));
    return problems.reply(problem, begun, exchange.head());
  }
}
