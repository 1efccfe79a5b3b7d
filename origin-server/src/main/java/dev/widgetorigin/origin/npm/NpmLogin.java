package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.JsonBody;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * {@code PUT /-/user/org.couchdb.user:{name}}: {@code npm login}, {@code yarn npm login}. This
 * origin has tokens and no users: the password must be a token, and that token is what the client
 * is given to keep. The name does not count. Wrong ones are counted as wrong tokens of any call.
 */
final class NpmLogin {
  /** Far more than a name, a password and an address. */
  static final long CONTENT = 16 * 1024;

  private static final String HOW =
      " Type a token of this origin as the password; any user name will do.";

  private final Access access;

  NpmLogin(Access access) {
    this.access = access;
  }

  ApiAnswer login(ApiCall call) throws IOException {
    String token = password(call.request().body());
    Request signed = new Signed(call.request(), token);
    if (access.check(signed, Access.Need.TOKEN) instanceof Access.Decision.Denied denied) {
      Problem problem = denied.problem();
      ApiAnswer refused =
          ApiAnswer.refused(Problem.of(problem.status(), problem.title(), problem.detail() + HOW));
      return denied.retryAfter() > 0
          ? refused.with("Retry-After", Long.toString(denied.retryAfter()))
          : refused;
    }
    return ApiAnswer.json(201, Map.of("ok", true, "id", call.part("user"), "token", token));
  }

  private static String password(RequestBody body) throws IOException {
    try (InputStream in = body.open()) {
      String password =
          JsonBody.read(in, "JSON as npm login sends it").path("password").asString("").strip();
      if (password.isEmpty()) {
        throw ProblemException.of(401, "Unauthorized", "The password is missing." + HOW);
      }
      return password;
    }
  }

  /** The request, as if its token had come in the field that is meant for it. */
  private record Signed(Request request, String token) implements Request {
    @Override
    public String header(String lowerCaseName) {
      return lowerCaseName.equals("authorization")
          ? "Bearer " + token
          : request.header(lowerCaseName);
    }

    @Override
    public Method method() {
      return request.method();
    }

    @Override
    public String path() {
      return request.path();
    }

    @Override
    public String query() {
      return request.query();
    }

    @Override
    public String peerAddress() {
      return request.peerAddress();
    }

    @Override
    public String clientAddress() {
      return request.clientAddress();
    }

    @Override
    public String authority() {
      return request.authority();
    }

    @Override
    public long receivedMillis() {
      return request.receivedMillis();
    }

    @Override
    public boolean secure() {
      return request.secure();
    }

    @Override
    public RequestBody body() {
      return request.body();
    }

    /** Never the token. */
    @Override
    public String toString() {
      return request.toString();
    }
  }
}
