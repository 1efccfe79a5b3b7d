package dev.widgetorigin.origin.console;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.token.Token;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.console.call.Api;
import dev.widgetorigin.origin.console.page.Pages;
import dev.widgetorigin.origin.console.page.Visit;
import dev.widgetorigin.origin.console.session.Seal;
import dev.widgetorigin.origin.console.session.Sessions;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.ControlThreads;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.async.ShareEvents;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Stoppable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The console, put together. Pages are rendered on the control listener's threads; what is live
 * waits on none.
 */
public final class Console implements Stoppable {
  /** What the console's paths begin with. */
  public static final String ROOT = Pages.ROOT;

  /**
   * What sessions and live pages need.
   *
   * @param secret 32 octets that seal sessions, the same on every node; empty where the nodes share
   *     none. May block
   * @param timer its tasks are short
   * @param shares told of live pages that are refused because their token has its share
   */
  public record Live(
      Supplier<Optional<byte[]>> secret, ScheduledExecutorService timer, ShareEvents shares) {}

  private final TokenStore tokens;
  private final Catalog catalog;
  private final InstantSource clock;
  private final Sessions sessions;
  private final Feed feed;

  public Console(
      TokenStore tokens, Catalog catalog, Live live, InstantSource clock, SecureRandom random) {
    this.tokens = tokens;
    this.catalog = catalog;
    this.clock = clock;
    Seal seal = new Seal(() -> live.secret().get().orElseGet(() -> own(random)));
    this.sessions = new Sessions(tokens, seal, clock, random);
    this.feed = new Feed(catalog, live.timer(), live.shares());
  }

  /** Of this process alone: its sessions end with it, and other nodes know none of them. */
  private static byte[] own(SecureRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return secret;
  }

  /** The row of the control API by which {@code widget-origin console} gets a link. */
  public ApiRoute links() {
    return ApiRoute.change(
        Method.POST, "/-/api/v1/console/links", Permission.READ, "console-link", this::link);
  }

  /** {@code {"path": "/-/console/enter?code=…", "expiresInSeconds": 120}}. */
  private ApiAnswer link(ApiCall call) {
    String secret = Access.bearer(call.request().header("authorization"));
    Token token =
        (secret == null ? Optional.<Token>empty() : tokens.bySecret(secret))
            .orElseThrow(
                () ->
                    ProblemException.of(
                        403,
                        "No token of this origin",
                        "Only a token of this origin can sign in to the console."));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", SignIn.ENTER + "?code=" + sessions.link(token));
    json.put("expiresInSeconds", Sessions.LINK_SECONDS);
    return ApiAnswer.json(200, json);
  }

  /**
   * Answers {@code /-/console/…}.
   *
   * @param control answers a call of the API for somebody, with its gate and its audit line
   * @param urls by which URL a request reached this listener
   * @param delivery what URLs of files begin with, for who asks so
   * @param troubles what is not well with this process, by part
   */
  public Handler handler(
      BiFunction<Request, Principal, ApiAnswer> control,
      Access access,
      ControlThreads threads,
      Function<Request, PublicUrl> urls,
      Function<Request, String> delivery,
      Supplier<Map<String, String>> troubles) {
    return new ConsoleHandler(
        sessions,
        new SignIn(access, tokens, sessions),
        new Api(control),
        feed,
        new Visit.Surroundings(troubles, delivery, sessions),
        urls,
        threads,
        clock,
        () -> catalog.snapshot().sequence());
  }

  /** Answers pages that wait for a change: the origin is about to stop. */
  public void letGo() {
    feed.letGo();
  }

  @Override
  public void stop() {
    feed.stop();
  }

  @Override
  public void close(Duration atMost) {
    feed.close(atMost);
  }
}
