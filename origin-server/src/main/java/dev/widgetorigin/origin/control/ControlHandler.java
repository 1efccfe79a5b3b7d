package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.audit.AuditLog;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.async.ClientShares;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.async.SafeLog;
import dev.widgetorigin.origin.web.text.DiskTrouble;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the calls of one route table: find the row, find out who asks and whether they may, act
 * on a thread that may block, and write down what changed.
 *
 * <p>The first two need the head of a request only. Where content follows they are done before it
 * is read ({@link #admit}), and what they found is carried to the action, so that neither is done
 * twice.
 */
public final class ControlHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
  private static final Access.Decision ANYBODY =
      new Access.Decision.Granted(new Principal(Access.NOBODY, List.of()), null);

  private final RouteTable routes;
  private final Access access;
  private final CallAudit audit;
  private final ControlThreads threads;
  private final ControlReplies replies;
  private final MinSequence minSequence;

  public ControlHandler(
      List<ApiRoute> routes,
      Access access,
      AuditLog audit,
      ControlThreads threads,
      ControlReplies replies,
      MinSequence minSequence) {
    this.routes = new RouteTable(routes, replies.form());
    this.access = access;
    this.audit = new CallAudit(audit);
    this.threads = threads;
    this.replies = replies;
    this.minSequence = minSequence;
  }

  /** What the head of a request comes to. */
  private sealed interface Arrival {
    /** Answered at once. */
    record Refused(ApiAnswer answer) implements Arrival {}

    /** A call of somebody who has signed in, or whose identity has to be verified yet. */
    record Call(RouteTable.Match.Found found, Access.Need need, Access.Decision decision)
        implements Arrival {
      ApiRoute route() {
        return found.route();
      }
    }
  }

  @Override
  public void handle(Request request, Responder responder) {
    Arrival arrival = arrive(request, access::atOnce);
    if (arrival instanceof Arrival.Call call) {
      answer(request, responder, call, false);
    } else {
      responder.send(replies.render(request, ((Arrival.Refused) arrival).answer()));
    }
  }

  @Override
  public Admission admit(Request request) {
    Arrival arrival = arrive(request, access::beforeContent);
    if (arrival instanceof Arrival.Refused refused) {
      return new Admission.Refused(replies.render(request, refused.answer()));
    }
    Arrival.Call call = (Arrival.Call) arrival;
    if (call.decision() instanceof Access.Decision.Denied denied) {
      auditLater(request, call, denied);
      return new Admission.Refused(replies.render(request, refusal(denied)));
    }
    ApiAnswer coded = CallCodings.refusal(request, call.route());
    if (coded != null) {
      return new Admission.Refused(replies.render(request, coded));
    }
    return new Admission.Admitted(
        call.route().content(),
        (same, responder) -> answer(same, responder, call, true),
        call.route().processingEvery(),
        client(request, call));
  }

  /**
   * Answers a call that a part of this process makes for somebody who has signed in to it: by the
   * same row, gate and audit line as one that came over the wire. On the caller's thread; blocks.
   * The caller releases the answer's body.
   */
  public ApiAnswer call(Request request, Principal principal) {
    Arrival arrival = arrive(request, (same, need) -> access.of(principal, need));
    return arrival instanceof Arrival.Call call
        ? answer(request, call, false)
        : ((Arrival.Refused) arrival).answer();
  }

  /**
   * Finds the row and asks who it is. Strangers are refused here: they take no place in the queue,
   * so that they cannot fill it. Never blocks.
   */
  private Arrival arrive(
      Request request, BiFunction<Request, Access.Need, Access.Decision> asking) {
    RouteTable.Match match = routes.find(request);
    if (match instanceof RouteTable.Match.None none) {
      return new Arrival.Refused(none.answer());
    }
    RouteTable.Match.Found found = (RouteTable.Match.Found) match;
    WidgetName widget = null;
    ApiAnswer malformed = null;
    try {
      widget = found.widget().isEmpty() ? null : ApiCall.widget(found.widget());
    } catch (ProblemException e) {
      malformed = ApiAnswer.refused(e.problem());
    }
    // Whoever may not ask at all is told that first.
    boolean open = found.route().anyOf().isEmpty();
    Access.Need need =
        malformed == null ? new Access.Need(found.route().anyOf(), widget) : Access.Need.TOKEN;
    Access.Decision decision = open ? ANYBODY : asking.apply(request, need);
    if (decision instanceof Access.Decision.Denied denied && denied.stranger()) {
      return new Arrival.Refused(refusal(denied));
    }
    return malformed == null
        ? new Arrival.Call(found, need, decision)
        : new Arrival.Refused(malformed);
  }

  private void answer(
      Request request, Responder responder, Arrival.Call call, boolean contentCame) {
    boolean open = call.route().anyOf().isEmpty();
    if (call.found().changes() || open) {
      // A change catches up with the log by itself; what is open to anybody shows nothing of it.
      answerNow(request, responder, call, contentCame);
      return;
    }
    minSequence.whenSeen(
        request,
        responder,
        problem -> replies.render(request, ApiAnswer.refused(problem)),
        same -> answerNow(request, same, call, contentCame));
  }

  private void answerNow(
      Request request, Responder responder, Arrival.Call call, boolean contentCame) {
    threads
        .calls(client(request, call), call.route().slow(), call.found().changes())
        .reply(
            responder,
            failure -> replies.render(request, unanswered(failure)),
            () -> replies.render(request, answer(request, call, contentCame)));
  }

  /** Whose share of places and room a call takes: its token's, else its address's. */
  private static String client(Request request, Arrival.Call call) {
    return call.decision() instanceof Access.Decision.Granted granted
            && !granted.principal().name().equals(Access.NOBODY)
        ? "token " + granted.principal().name()
        : ClientShares.owner(request.clientAddress());
  }

  private ApiAnswer answer(Request request, Arrival.Call arrived, boolean contentCame) {
    try {
      Access.Decision decision =
          contentCame
              ? access.settleAfterContent(arrived.decision(), arrived.need())
              : access.settle(arrived.decision(), arrived.need());
      if (decision instanceof Access.Decision.Denied denied) {
        audit.denied(request, arrived.found(), denied);
        return refusal(denied);
      }
      Principal principal = ((Access.Decision.Granted) decision).principal();
      ApiCall call = new ApiCall(request, arrived.found().parts(), principal);
      call.announceBy(what -> audit.begins(call, arrived.found(), what));
      return act(call, arrived.found());
    } catch (ProblemException refusal) {
      return ApiAnswer.refused(refusal.problem());
    } catch (RuntimeException | Error e) {
      // A caller must have an answer whatever went wrong, or its connection hangs.
      return failed(request, e);
    }
  }

  private ApiAnswer act(ApiCall call, RouteTable.Match.Found found) {
    if (found.changes()) {
      audit.mustBeWritable();
    }
    ApiAnswer answer;
    try {
      answer = found.route().action().answer(call);
    } catch (ProblemException refusal) {
      answer = ApiAnswer.refused(refusal.problem());
    } catch (Exception | Error e) {
      // Whatever went wrong, the audit log has its line.
      answer = failed(call.request(), e);
    }
    audit.answered(call, found, answer);
    return answer;
  }

  /** On an event loop nobody may wait for the disk. */
  private void auditLater(Request request, Arrival.Call call, Access.Decision.Denied denied) {
    threads.background(
        () -> audit.denied(request, call.found(), denied),
        why ->
            LOG.warn(
                "a call refused to {} is not in the audit log: {}", denied.who(), why.toString()));
  }

  private static ApiAnswer refusal(Access.Decision.Denied denied) {
    ApiAnswer answer = ApiAnswer.refused(denied.problem());
    if (denied.problem().status() == 401) {
      return answer.with("WWW-Authenticate", "Bearer realm=\"widget-origin\"");
    }
    return denied.retryAfter() > 0
        ? answer.with("Retry-After", Long.toString(denied.retryAfter()))
        : answer;
  }

  private static ApiAnswer unanswered(Deferred.Failure failure) {
    ApiAnswer answer = ApiAnswer.refused(failure.problem());
    return failure.problem().status() == 503 ? answer.with("Retry-After", "5") : answer;
  }

  private static ApiAnswer failed(Request request, Throwable e) {
    // Never more than a line: the answer, and the line of the audit log, come after it.
    SafeLog.error(LOG, request.method() + " " + request.path() + " failed", e);
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
}
