package dev.widgetorigin.origin.npm;

import static dev.widgetorigin.origin.auth.Permission.PUBLISH;
import static dev.widgetorigin.origin.auth.Permission.READ;
import static dev.widgetorigin.origin.auth.Permission.RELEASE;
import static dev.widgetorigin.origin.control.ApiRoute.change;
import static dev.widgetorigin.origin.control.ApiRoute.look;
import static dev.widgetorigin.origin.web.Method.DELETE;
import static dev.widgetorigin.origin.web.Method.PUT;

import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.changes.WidgetOperations;
import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.ProblemForm;
import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.publish.Publisher;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.PathTemplate;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The npm registry protocol below {@code /-/npm/}, as far as npm 11 speaks it to publish, tag,
 * deprecate, look and install.
 *
 * <p>{@code npm unpublish name@version} yanks the version: its number and its bytes stay, because
 * pages may embed them, but no alias answers it. Nothing unpublishes a whole package.
 */
public final class NpmRoutes {
  private static final String ROOT = NpmCalls.PREFIX;
  private static final String PACKAGE = ROOT + "/{widget}";
  private static final String TAGS = ROOT + "/-/package/{widget}/dist-tags";

  /** yarn 1 gives up when it hears nothing for 30 s, pnpm and yarn 4 after 60. */
  private static final Duration PROCESSING_EVERY = Duration.ofSeconds(10);

  private NpmRoutes() {}

  /**
   * Every call there is, in order: a table, and long for that reason.
   *
   * @param origin the URL by which a request's client reaches this listener
   * @param openFiles those that replies hold open
   * @param limits of which the largest upload and what files may take count here
   */
  public static List<ApiRoute> table(
      Store store,
      Publisher publisher,
      TokenStore tokens,
      Access access,
      Function<Request, PublicUrl> origin,
      OpenFiles openFiles,
      LimitsConfig limits,
      InstantSource clock) {
    Tarballs tarballs = new Tarballs(store);
    NpmCalls calls =
        new NpmCalls(
            store,
            tarballs,
            new OpenTarballs(store, tarballs, openFiles, limits.spoolBytes()),
            new Packument(store, tarballs),
            origin);
    // Nothing here rolls back, so it does not matter for how long answers are kept.
    WidgetOperations operations =
        WidgetOperations.over(store.catalog(), CacheConfig.DEFAULTS, clock);
    NpmChanges changes = new NpmChanges(store, operations);
    NpmPublish publish = new NpmPublish(store, publisher, changes, limits.uploadBytes());
    return List.of(
        look(ROOT + "/-/ping", calls::ping).open(),
        look(ROOT + "/-/whoami", calls::whoami),
        // Not a package called "-": npm stage list.
        look(ROOT + "/-/{call}", NpmUnsupported::call),
        audit("/-/npm/v1/security/advisories/bulk", NpmAudit::bulk),
        audit("/-/npm/v1/security/audits/quick", NpmAudit::quick),
        audit("/-/npm/v1/security/audits", NpmAudit::quick),
        look(ROOT + "/-/npm/v1/keys", NpmAudit::keys).open(),
        login(new NpmLogin(access)),
        // npm owner add asks whether the user exists.
        look(ROOT + "/-/user/{user}", NpmUnsupported::user),
        change(
            DELETE,
            ROOT + "/-/user/token/{" + ApiCall.SECRET + "}",
            READ,
            "npm-logout",
            new NpmLogout(tokens)::logout),
        look(TAGS, calls::tags),
        change(PUT, TAGS + "/{tag}", RELEASE, "npm-dist-tag-add", changes::addTag),
        change(DELETE, TAGS + "/{tag}", RELEASE, "npm-dist-tag-rm", changes::removeTag),
        look(PACKAGE + "/-/{file}", calls::tarball).takesLong(),
        change(
            DELETE,
            PACKAGE + "/-/{file}/-rev/{revision}",
            RELEASE,
            "npm-unpublish",
            changes::removeTarball),
        change(PUT, PACKAGE + "/-rev/{revision}", RELEASE, "npm-unpublish", publish::putRevision)
            .takes(PublishDocument.MAX_DOCUMENT),
        change(
            DELETE, PACKAGE + "/-rev/{revision}", RELEASE, "npm-unpublish", changes::removePackage),
        look(PACKAGE, calls::packument).takesLong(),
        // One call for two commands: which scope it needs shows in its body.
        change(PUT, PACKAGE, PUBLISH, "npm-publish", publish::put)
            .needs(PUBLISH, RELEASE)
            .takesLong()
            .saysProcessing(PROCESSING_EVERY)
            // The tarball comes in base64, inside the document.
            .takes(limits.uploadBytes() / 3 * 4 + PublishDocument.MAX_DOCUMENT),
        look(PACKAGE + "/{version}", calls::version).takesLong());
  }

  /** For anybody: who signs in has no token in the head of the call. */
  private static ApiRoute login(NpmLogin login) {
    return new ApiRoute(
        PUT,
        PathTemplate.of(ROOT + "/-/user/{user}"),
        List.of(),
        null,
        false,
        NpmLogin.CONTENT,
        login::login);
  }

  /** npm sends its list of packages in gzip. */
  private static ApiRoute audit(String path, ApiRoute.Action action) {
    return new ApiRoute(
            Method.POST,
            PathTemplate.of(ROOT + path),
            List.of(READ),
            null,
            false,
            NpmAudit.CONTENT,
            action)
        .takesGzip();
  }

  /** {@code {"error": "…"}}, which npm shows its user. */
  public static final ProblemForm PROBLEMS =
      new ProblemForm() {
        @Override
        public String contentType() {
          return "application/json";
        }

        @Override
        public String noSuchCall(String path) {
          return NpmUnsupported.reason(path);
        }

        @Override
        public String render(Problem problem) {
          String text =
              problem.errors().size() > 1
                  ? problem.detail() + " " + String.join("; ", problem.errors())
                  : problem.detail();
          return Json.ERRORS.writeValueAsString(Map.of("error", text));
        }
      };
}
