package dev.widgetorigin.origin.console;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.console.call.Actions;
import dev.widgetorigin.origin.console.call.Api;
import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.call.Form;
import dev.widgetorigin.origin.console.page.Page;
import dev.widgetorigin.origin.console.page.Pages;
import dev.widgetorigin.origin.console.page.Visit;
import dev.widgetorigin.origin.console.part.Frame;
import dev.widgetorigin.origin.console.part.Notice;
import dev.widgetorigin.origin.console.session.Session;
import dev.widgetorigin.origin.console.session.Sessions;
import dev.widgetorigin.origin.control.ControlThreads;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.async.ClientShares;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Answers {@code /-/console/…}: who it is, which page, what is to be done. Thread-safe. */
final class ConsoleHandler implements Handler {
  private static final String ASSETS = Pages.ROOT + "assets/";
  static final String CHANGES = Pages.ROOT + "changes";

  private final Sessions sessions;
  private final SignIn signIn;
  private final Api api;
  private final Feed feed;
  private final Visit.Surroundings around;
  private final Function<Request, PublicUrl> urls;
  private final ControlThreads threads;
  private final InstantSource clock;
  private final LongSupplier sequence;
  private final Replies replies = new Replies();

  ConsoleHandler(
      Sessions sessions,
      SignIn signIn,
      Api api,
      Feed feed,
      Visit.Surroundings around,
      Function<Request, PublicUrl> urls,
      ControlThreads threads,
      InstantSource clock,
      LongSupplier sequence) {
    this.sessions = sessions;
    this.signIn = signIn;
    this.api = api;
    this.feed = feed;
    this.around = around;
    this.urls = urls;
    this.threads = threads;
    this.clock = clock;
    this.sequence = sequence;
  }

  @Override
  public Admission admit(Request request) {
    boolean form = request.method() == Method.POST && !request.path().startsWith(ASSETS);
    return new Admission.Admitted(form ? Form.MOST : 0, this);
  }

  @Override
  public void handle(Request request, Responder responder) {
    if (request.path().startsWith(ASSETS)) {
      String name = request.path().substring(ASSETS.length());
      responder.send(
          Assets.all()
              .reply(request, name, replies.headers())
              .orElseGet(() -> problem(request, null, NOT_FOUND)));
      return;
    }
    boolean changes = request.method() == Method.POST;
    threads
        .calls(ClientShares.owner(request.clientAddress()), Pages.isSlow(request.path()), changes)
        .run(
            responder,
            failure -> problem(request, null, failure.problem()),
            guarded -> answer(request, guarded));
  }

  private static final String TOO_MANY_PAGES =
      "Too many pages of the console are open for this one to be live ("
          + Feed.MOST
          + " of all tokens, "
          + Feed.SHARE
          + " of one); load it again to see what has changed.";

  private static final Problem NOT_FOUND =
      Problem.of(404, "Not found", "The console has no page here; it begins at /-/console/.");

  private void answer(Request request, Responder responder) {
    Session session = sessions.find(Cookies.read(request, sessions)).orElse(null);
    Reply reply;
    try {
      if (request.path().equals(CHANGES)) {
        changes(request, session, responder);
        return;
      }
      reply = request.method() == Method.POST ? post(request, session) : get(request, session);
    } catch (ProblemException e) {
      reply = problem(request, session, e.problem());
    }
    responder.send(reply);
  }

  private Reply get(Request request, Session session) {
    if (request.method() != Method.GET && request.method() != Method.HEAD) {
      return problem(
          request, session, Problem.of(405, "Method not allowed", "Pages answer GET and HEAD."));
    }
    String path = request.path();
    if (session == null && SameOrigin.followedFromElsewhere(request)) {
      return replies.page(
          request, 200, "again", Map.of("frame", frame(request, null, "One moment")));
    }
    if (path.equals(SignIn.PATH) || path.equals(SignIn.ENTER)) {
      return signIn.show(request, frame(request, session, "Sign in"), replies);
    }
    if (session == null) {
      String to = path + (request.query() == null ? "" : "?" + request.query());
      return replies.redirect(
          prefix(request)
              + SignIn.PATH
              + (path.equals(Pages.ROOT) ? "" : "?to=" + Escape.segment(to)),
          null);
    }
    for (Page page : Pages.ALL) {
      Optional<Map<String, String>> parts = page.path().match(path);
      if (parts.isPresent()) {
        Form query = Form.parse(request.query());
        return show(request, session, page, page.view(), parts.get(), query);
      }
    }
    return problem(request, session, NOT_FOUND);
  }

  private Reply show(
      Request request,
      Session session,
      Page page,
      Page.View view,
      Map<String, String> parts,
      Form fields) {
    // Before the page is made: a change meanwhile makes it be asked for again.
    long seen = sequence.getAsLong();
    Visit visit = new Visit(request, session, parts, fields, api, around, clock.instant());
    Page.Shown shown = view.show(visit);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("frame", frame(request, session, shown.title(), seen));
    parameters.put("page", shown);
    return replies.page(request, 200, page.template(), parameters);
  }

  private Reply post(Request request, Session session) {
    PublicUrl own = urls.apply(request);
    if (!SameOrigin.sent(request, own)) {
      throw ProblemException.of(
          403, "Sent from elsewhere", "A page of another origin sent this form; nothing changed.");
    }
    Form form = Form.sent(request);
    if (request.path().equals(SignIn.PATH) || request.path().equals(SignIn.ENTER)) {
      return signIn.enter(request, form, own, frame(request, null, "Sign in"), replies);
    }
    if (session == null) {
      return replies.redirect(prefix(request) + SignIn.PATH, null);
    }
    if (!sessions.isFormToken(session, form.text("form"))) {
      throw ProblemException.of(
          403, "Stale form", "This form is not one of your session; load the page again.");
    }
    return switch (request.path().substring(Pages.ROOT.length())) {
      case "sign-out" -> {
        sessions.end(session);
        yield replies.redirect(own.path() + SignIn.PATH, Cookies.delete(sessions, own));
      }
      case "act" -> act(request, session, form);
      case "undo" -> undo(request, session, form);
      default -> send(request, session, form);
    };
  }

  /** A form of one page, whose answer is no other page: what is in it must not be in a URL. */
  private Reply send(Request request, Session session, Form form) {
    for (Page page : Pages.ALL) {
      Optional<Map<String, String>> parts = page.path().match(request.path());
      if (parts.isPresent() && page.sent() != null) {
        return show(request, session, page, page.sent(), parts.get(), form);
      }
    }
    return problem(request, session, NOT_FOUND);
  }

  private Reply act(Request request, Session session, Form form) {
    Visit.widget(form.text("widget"));
    Actions.Action action = Actions.named(form.text("action"));
    Actions.Order order = action.order().apply(form);
    Doc answer =
        api.call(request, session.principal(), order.method(), order.target(), order.body());
    boolean changed = answer.flag("changed");
    String told = changed ? action.told(form) : "Nothing had to change: it was so already.";
    return done(request, session, form, Notice.text(told, answer));
  }

  /** Calls what the API said would take the change back; no browser can have made that up. */
  private Reply undo(Request request, Session session, Form form) {
    String sealed = form.text("notice");
    Notice notice =
        sessions
            .open(session, sealed)
            .map(text -> Notice.read(sealed, text))
            .orElseThrow(
                () ->
                    ProblemException.of(
                        400,
                        "Unknown change",
                        "This button is not of your session, so nothing was undone; take the change"
                            + " back on the widget's page."));
    Doc last = Doc.NOTHING;
    for (Doc step : notice.undo()) {
      Object body = step.has("body") ? step.at("body").json() : Map.of();
      Method method = Method.valueOf(step.text("method"));
      last = api.call(request, session.principal(), method, step.text("path"), body);
    }
    return done(request, session, form, Notice.text("Undone.", last));
  }

  private Reply done(Request request, Session session, Form form, String text) {
    String back = SignIn.local(form.text("back"));
    int mark = back.indexOf('?');
    String page = mark < 0 ? back : back.substring(0, mark);
    return replies.redirect(prefix(request) + page + "?done=" + sessions.seal(session, text), null);
  }

  /** {@code {"sequence": N}}: now, where it is beyond {@code after}, else when it has grown. */
  private void changes(Request request, Session session, Responder responder) {
    if (session == null) {
      responder.send(problem(request, null, Problem.of(401, "Unauthorized", "Sign in again.")));
      return;
    }
    String after = Form.parse(request.query()).text("after");
    long seen = after.matches("[0-9]{1,18}") ? Long.parseLong(after) : 0;
    boolean waits =
        feed.await(
            session.token().name(),
            seen,
            now -> responder.send(replies.json(request, "{\"sequence\":" + now + "}\n")));
    if (!waits) {
      responder.send(problem(request, session, Problem.of(503, "Busy", TOO_MANY_PAGES)));
    }
  }

  private Reply problem(Request request, Session session, Problem problem) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("frame", frame(request, session, problem.title()));
    parameters.put("problem", problem);
    return replies.page(request, problem.status(), "problem", parameters);
  }

  private Frame frame(Request request, Session session, String title) {
    return frame(request, session, title, sequence.getAsLong());
  }

  private Frame frame(Request request, Session session, String title, long seen) {
    String prefix = prefix(request);
    List<Frame.Entry> menu = new ArrayList<>();
    for (Page page : session == null ? List.<Page>of() : Pages.ALL) {
      if (!page.label().isEmpty()) {
        String path = page.path().toString();
        menu.add(new Frame.Entry(page.label(), prefix + path, current(request.path(), path)));
      }
    }
    return new Frame(
        prefix + Pages.ROOT,
        request.path(),
        title,
        session == null ? "" : session.token().name(),
        session == null
            ? ""
            : String.join(", ", session.token().scopes().stream().map(Object::toString).toList()),
        session == null ? "" : sessions.formToken(session),
        menu,
        seen,
        session == null ? null : notice(request, session),
        file -> Assets.all().name(file),
        clock.instant());
  }

  /** Null where the query names none, or cannot be read: of that the page itself tells. */
  private Notice notice(Request request, Session session) {
    String done;
    try {
      done = Form.parse(request.query()).text("done");
    } catch (ProblemException unreadable) {
      return null;
    }
    return done.isEmpty()
        ? null
        : sessions.open(session, done).map(text -> Notice.read(done, text)).orElse(null);
  }

  private static String current(String here, String page) {
    boolean part = !page.equals(Pages.ROOT) && here.startsWith(page + "/");
    return here.equals(page) ? "page" : part ? "true" : null;
  }

  /** What stands before the origin's own paths, where a proxy mounts it under one. */
  private String prefix(Request request) {
    return urls.apply(request).path();
  }
}
