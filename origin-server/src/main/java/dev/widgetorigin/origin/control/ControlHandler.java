package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.audit.AuditEntry;
import dev.widgetorigin.origin.audit.AuditLog;
import dev.widgetorigin.origin.auth.Access;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.web.Deferred;
import dev.widgetorigin.origin.web.DiskTrouble;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.resolver.WidgetName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the calls of one route table: find the row, find out who asks and whether they may, act
 * on a thread that may block, and write down what changed.
 */
public final class ControlHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
  private static final Principal NOBODY = new Principal(Access.NOBODY, List.of());
  private static final Problem UNAVAILABLE =
      Problem.of(
          503,
          "Audit log unavailable",
          "Nothing may change while the audit log cannot be written, for every change must have its"
              + " line there. Free space on the disk of the store, or mend its permissions; the"
              + " origin's error log names the cause. Then repeat the call.");

  private final List<ApiRoute> routes;
  private final Access access;
  private final AuditLog audit;
  private final ControlThreads threads;
  private final ControlReplies replies;

  public ControlHandler(
      List<ApiRoute> routes,
      Access access,
      AuditLog audit,
      ControlThreads threads,
      ControlReplies replies) {
    this.routes = List.copyOf(routes);
    this.access = access;
    this.audit = audit;
    this.threads = threads;
    this.replies = replies;
  }

  private record Match(ApiRoute route, Map<String, String> parts) {}

  @Override
  public void handle(Request request, Responder responder) {
    Set<String> allowed = new LinkedHashSet<>();
    Match match = match(request, allowed);
    if (match == null) {
      responder.send(replies.render(request, unrouted(request, allowed)));
      return;
    }
    // Strangers take no place in the queue, so that they cannot fill it.
    Access.Decision.Denied stranger =
        match.route.permission() == null ? null : access.refuseStranger(request);
    if (stranger != null) {
      responder.send(replies.render(request, answer(stranger)));
      return;
    }
    threads
        .calls(match.route.slow(), match.route.change() != null)
        .reply(
            responder,
            failure -> replies.render(request, unanswered(failure)),
            () -> replies.render(request, answer(request, match)));
  }

  private static ApiAnswer unanswered(Deferred.Failure failure) {
    ApiAnswer answer = ApiAnswer.refused(failure.problem());
    return failure.problem().status() == 503 ? answer.with("Retry-After", "5") : answer;
  }

  /** Adds the methods of rows that fit but for the method. */
  private Match match(Request request, Set<String> allowed) {
    Method method = request.method() == Method.HEAD ? Method.GET : request.method();
    for (ApiRoute route : routes) {
      Optional<Map<String, String>> parts = route.path().match(request.path());
      if (parts.isPresent() && route.method() == method) {
        return new Match(route, parts.get());
      }
      if (parts.isPresent()) {
        allowed.add(route.method().name());
        if (route.method() == Method.GET) {
          allowed.add("HEAD");
        }
      }
    }
    return null;
  }

  private static ApiAnswer unrouted(Request request, Set<String> allowed) {
    if (allowed.isEmpty()) {
      return ApiAnswer.refused(
          Problem.of(404, "Not found", "There is no such call; see docs/api.md."));
    }
    String allow = String.join(", ", allowed) + ", OPTIONS";
    if (request.method() == Method.OPTIONS) {
      return ApiAnswer.bytes(204, "", new byte[0]).with("Allow", allow);
    }
    Problem problem = Problem.of(405, "Method not allowed", "This resource answers " + allow + ".");
    return ApiAnswer.refused(problem).with("Allow", allow);
  }

  private ApiAnswer answer(Request request, Match match) {
    ApiRoute route = match.route;
    try {
      String named = match.parts.get("widget");
      WidgetName widget = named == null ? null : ApiCall.widget(named);
      if (route.permission() == null) {
        return act(new ApiCall(request, match.parts, NOBODY), match);
      }
      Access.Decision decision = access.check(request, route.permission(), widget);
      if (decision instanceof Access.Decision.Denied denied) {
        audit(request, match, denied);
        return answer(denied);
      }
      Principal principal = ((Access.Decision.Granted) decision).principal();
      ApiCall call = new ApiCall(request, match.parts, principal);
      call.announceBy(what -> announce(call, match, what));
      return act(call, match);
    } catch (ProblemException refusal) {
      return ApiAnswer.refused(refusal.problem());
    } catch (RuntimeException | Error e) {
      // A caller must have an answer whatever went wrong, or its connection hangs.
      return failed(request, e);
    }
  }

  /**
   * What somebody who has signed in must not do is in the audit log; what strangers tried and what
   * changes nothing is in the access log, which bounds itself.
   */
  private void audit(Request request, Match match, Access.Decision.Denied denied) {
    if (match.route.change() == null || denied.stranger()) {
      return;
    }
    ApiAnswer refused = ApiAnswer.refused(denied.problem());
    audit.append(entry(request, match, denied.who(), refused, denied.problem().title()), false);
  }

  /** Before what no other log would tell of after a crash. */
  private void announce(ApiCall call, Match match, String what) {
    AuditEntry begins =
        new AuditEntry(
            call.who(),
            access.client(call.request()),
            match.route.change(),
            "",
            target(match),
            "begins: " + what,
            0,
            0,
            call.why());
    if (!audit.announce(begins)) {
      throw new ProblemException(UNAVAILABLE);
    }
  }

  private static ApiAnswer answer(Access.Decision.Denied denied) {
    ApiAnswer answer = ApiAnswer.refused(denied.problem());
    if (denied.problem().status() == 401) {
      return answer.with("WWW-Authenticate", "Bearer realm=\"widget-origin\"");
    }
    return denied.retryAfter() > 0
        ? answer.with("Retry-After", Long.toString(denied.retryAfter()))
        : answer;
  }

  private ApiAnswer act(ApiCall call, Match match) {
    boolean mutation = match.route.change() != null;
    if (mutation && !audit.writable()) {
      return ApiAnswer.refused(UNAVAILABLE);
    }
    ApiAnswer answer;
    try {
      answer = match.route.action().answer(call);
    } catch (ProblemException refusal) {
      answer = ApiAnswer.refused(refusal.problem());
    } catch (Exception | Error e) {
      // Whatever went wrong, the audit log has its line.
      answer = failed(call.request(), e);
    }
    if (mutation && call.audited()) {
      boolean done = answer.status() < 300;
      String why = answer.problem() == null ? call.why() : answer.problem().title();
      audit.append(entry(call.request(), match, call.who(), answer, why), done);
    }
    return answer;
  }

  private AuditEntry entry(Request request, Match match, String who, ApiAnswer answer, String why) {
    return new AuditEntry(
        who,
        access.client(request),
        match.route.change(),
        match.parts.getOrDefault("widget", ""),
        target(match),
        answer.what(),
        answer.status(),
        answer.sequence(),
        why);
  }

  /** The parts of the path but for the widget, and for a secret where there is one. */
  private static String target(Match match) {
    return match.parts.entrySet().stream()
        .filter(part -> !Set.of("widget", ApiCall.SECRET).contains(part.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(" "));
  }

  private static ApiAnswer failed(Request request, Throwable e) {
    LOG.error("{} {} failed", request.method(), request.path(), e);
    if (e instanceof Error) {
      return unanswered(Deferred.Failure.SHORT);
    }
    String trouble = DiskTrouble.describe(e);
    return ApiAnswer.refused(
        trouble == null
            ? Problem.of(
                500,
                "Internal error",
                "The origin made a mistake; its error log has the details. Please report it.")
            : Problem.of(503, "Store unavailable", trouble));
  }

  /**
   * The refusal of a request whose head alone shows that it will be refused, so that its body need
   * not be read; null where it may go on. Never blocks.
   */
  public Reply refusedAtOnce(Request request) {
    Set<String> allowed = new LinkedHashSet<>();
    Match match = match(request, allowed);
    if (match == null) {
      return replies.render(request, unrouted(request, allowed));
    }
    if (match.route.change() == null || match.route.permission() == null) {
      return null;
    }
    Access.Decision.Denied denied;
    try {
      String named = match.parts.get("widget");
      WidgetName widget = named == null ? null : ApiCall.widget(named);
      denied = access.refuseAtOnce(request, match.route.permission(), widget);
    } catch (ProblemException refusal) {
      return replies.render(request, ApiAnswer.refused(refusal.problem()));
    }
    if (denied == null) {
      return null;
    }
    try {
      if (!denied.stranger()) {
        threads.execute(() -> audit(request, match, denied));
      }
    } catch (RejectedExecutionException e) {
      LOG.warn("a call refused to {} is not in the audit log: too many wait", denied.who());
    }
    return replies.render(request, answer(denied));
  }

  /** How much content the request may have; 0 where there is no such call. */
  public long mostContent(Request request) {
    Match match = match(request, new LinkedHashSet<>());
    return match == null ? 0 : match.route.content();
  }
}
