package dev.widgetorigin.origin.console;

import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.token.Token;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.console.call.Form;
import dev.widgetorigin.origin.console.call.InnerRequest;
import dev.widgetorigin.origin.console.page.Pages;
import dev.widgetorigin.origin.console.part.Frame;
import dev.widgetorigin.origin.console.session.Sessions;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Signs people in: with a token, or by a link that {@code widget-origin console} made. Wrong tokens
 * are counted where those of calls are, so guessing here is as hard as there.
 */
final class SignIn {
  static final String PATH = Pages.ROOT + "sign-in";
  static final String ENTER = Pages.ROOT + "enter";

  private static final Problem SPENT =
      Problem.of(
          403,
          "Link used",
          "This link was used before, or is older than two minutes. Run 'widget-origin console'"
              + " again, or sign in with a token.");

  private final Access access;
  private final TokenStore tokens;
  private final Sessions sessions;

  SignIn(Access access, TokenStore tokens, Sessions sessions) {
    this.access = access;
    this.tokens = tokens;
    this.sessions = sessions;
  }

  /** The form. A link only asks here: whatever fetches URLs beforehand must not use it up. */
  Reply show(Request request, Frame frame, Replies replies) {
    Form query = Form.parse(request.query());
    if (!request.path().equals(ENTER)) {
      return form(request, frame, replies, 200, local(query.text("to")), "");
    }
    String code = query.text("code");
    Optional<Token> token = sessions.linked(code);
    if (token.isEmpty()) {
      return form(request, frame, replies, SPENT.status(), Pages.ROOT, SPENT.detail());
    }
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("frame", frame);
    parameters.put("code", code);
    parameters.put("who", token.get().name());
    return replies.page(request, 200, "enter", parameters);
  }

  /** Signs in, or shows the form again and says why not. */
  Reply enter(Request request, Form form, PublicUrl own, Frame frame, Replies replies) {
    String to = local(form.text("to"));
    Token token;
    try {
      token = request.path().equals(ENTER) ? followed(form) : proved(request, form.text("token"));
    } catch (ProblemException refusal) {
      Problem problem = refusal.problem();
      return form(request, frame, replies, problem.status(), to, problem.detail());
    }
    return replies.redirect(own.path() + to, Cookies.set(sessions, own, sessions.begin(token)));
  }

  private Token followed(Form form) {
    return sessions.follow(form.text("code")).orElseThrow(() -> new ProblemException(SPENT));
  }

  private Token proved(Request request, String secret) {
    if (secret.isEmpty() || !secret.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
      throw ProblemException.of(400, "No token", "Paste a token: it begins with wo_.");
    }
    Request asking =
        new InnerRequest(
            request,
            Method.GET,
            PATH,
            null,
            Map.of("authorization", "Bearer " + secret),
            RequestBody.EMPTY);
    Access.Decision decision = access.atOnce(asking, Access.Need.TOKEN);
    if (decision instanceof Access.Decision.Denied denied) {
      throw new ProblemException(denied.problem());
    }
    return tokens
        .bySecret(secret)
        .orElseThrow(
            () ->
                ProblemException.of(
                    401, "No token of this origin", "Sign in with a token of this origin."));
  }

  private static Reply form(
      Request request, Frame frame, Replies replies, int status, String to, String wrong) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("frame", frame);
    parameters.put("to", to);
    parameters.put("wrong", wrong);
    return replies.page(request, status, "signin", parameters);
  }

  /** A path of the console; its first page for anything else, such as another site's URL. */
  static String local(String path) {
    boolean fits =
        path.startsWith(Pages.ROOT)
            && path.chars().allMatch(each -> each > ' ' && each < 0x7f && each != '\\');
    return fits ? path : Pages.ROOT;
  }
}
