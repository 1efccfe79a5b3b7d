package dev.widgetorigin.origin;

import dev.widgetorigin.origin.admin.ApiRoutes;
import dev.widgetorigin.origin.admin.AuditCalls;
import dev.widgetorigin.origin.admin.NodeCalls;
import dev.widgetorigin.origin.audit.AuditLog;
import dev.widgetorigin.origin.auth.IdentityVerifier;
import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.identity.TrustedPublishing;
import dev.widgetorigin.origin.auth.token.DeclaredTokens;
import dev.widgetorigin.origin.auth.token.Token;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.TokenConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.console.Console;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.ControlHandler;
import dev.widgetorigin.origin.control.ControlReplies;
import dev.widgetorigin.origin.control.ControlThreads;
import dev.widgetorigin.origin.control.MinSequence;
import dev.widgetorigin.origin.control.ProblemForm;
import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.http.upload.SpoolBudget;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.loader.LoaderTemplates;
import dev.widgetorigin.origin.npm.NpmRoutes;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.publish.DeltaPolicy;
import dev.widgetorigin.origin.publish.PublishEvents;
import dev.widgetorigin.origin.publish.Publisher;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.TrustedProxies;
import dev.widgetorigin.origin.web.async.Periodic;
import dev.widgetorigin.origin.web.async.ShareEvents;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.manifest.Digest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Everything that changes the store from outside, put together: what the control listener serves.
 */
final class ControlPlane {
  static final String API = "/-/api/v1/";
  static final String NPM = "/-/npm/";
  private static final long NPM_DOCUMENT = 17L << 20;

  private final Store store;
  private final LimitsConfig limits;
  private final ShareEvents shares;
  private final Compressor compressor;
  private final ControlThreads threads;
  private final MinSequence minSequence;
  private final TokenStore tokens;
  private final AuditLog audit;
  private final IdentityVerifier identities;
  private final InstantSource clock;
  private final ControlHandler api;
  private final ControlHandler npm;
  private final Access access;
  private final Console console;
  private final Function<Request, PublicUrl> urls;

  /**
   * @param room why there is too little for versions; empty where there is enough
   * @param more calls of other packages
   * @param openFiles those that replies of both listeners hold open
   * @param live what the console's sessions and its live pages need
   */
  ControlPlane(
      Foundation base,
      Supplier<Optional<String>> room,
      List<ApiRoute> more,
      OpenFiles openFiles,
      Console.Live live) {
    Parts parts = base.parts();
    OriginConfig config = base.config();
    World world = base.world();
    StopDeadline stop = base.stop();
    Metrics metrics = base.metrics();
    this.store = base.store();
    this.limits = config.limits();
    this.shares = metrics.shares();
    this.clock = world.clock();
    // Before the tokens: the first of them is a change like any other.
    audit = parts.add("audit log", audit(config, stop));
    audit.recover(store.catalog());
    tokens = tokens(config, world);
    parts.add("uses of tokens", tokens, tokens::saveUses);
    threads = parts.add("control threads", new ControlThreads(stop::left, shares));
    minSequence =
        new MinSequence(
            () -> store.catalog().snapshot().sequence(), store.catalog()::reached, threads);
    compressor = parts.add("compressor", Compressor.onAllCores());
    identities = identities(config, clock);
    access = new Access(tokens, identities, clock, metrics.refusals());
    urls = urls(config);
    console =
        parts.addWorking(
            "console", new Console(tokens, store.catalog(), live, clock, world.random()));
    Publisher publisher = publisher(config, metrics.store()::published).within(room);
    parts.add("publisher", publisher, () -> stopPublishing(publisher, stop));
    api = handler(routes(config, world, publisher, more), access, ProblemForm.DETAILS);
    npm =
        handler(
            NpmRoutes.table(store, publisher, tokens, access, urls, openFiles, limits, clock),
            access,
            NpmRoutes.PROBLEMS);
  }

  private TokenStore tokens(OriginConfig config, World world) {
    return TokenStore.open(
        store.catalog(),
        config.store().path(),
        world.adminToken(),
        declared(config.tokens(), clock.instant()),
        clock,
        world.random());
  }

  private Publisher publisher(OriginConfig config, PublishEvents events) {
    return new Publisher(
        store, ingest(), clock, events, DeltaPolicy.of(config.assets()), LoaderTemplates.NEWEST);
  }

  private List<ApiRoute> routes(
      OriginConfig config, World world, Publisher publisher, List<ApiRoute> more) {
    List<ApiRoute> routes =
        new ArrayList<>(
            ApiRoutes.table(
                store,
                publisher,
                tokens,
                clock,
                config.cache(),
                limits.uploadBytes(),
                urls,
                threads.boundedReads()));
    routes.add(NodeCalls.route(store, world.version(), clock));
    routes.addAll(AuditCalls.routes(config.store().path(), clock));
    routes.addAll(more);
    routes.add(console.links());
    return routes;
  }

  private AuditLog audit(OriginConfig config, StopDeadline stop) {
    return AuditLog.open(
        config.store().path(),
        store.node(),
        clock,
        config.logs().auditRetention(),
        config.logs().auditBytes(),
        stop::left);
  }

  private Ingest ingest() {
    return new Ingest(
        new IngestLimits(
            limits.entries(), limits.fileBytes(), limits.unpackedBytes(), limits.pathBytes()),
        compressor);
  }

  private ControlHandler handler(List<ApiRoute> routes, Access access, ProblemForm problems) {
    return new ControlHandler(
        routes,
        access,
        audit,
        threads,
        new ControlReplies(StandardHeaders.control(), problems),
        minSequence);
  }

  /** What is due now and then: lines that wait for the disk, old lines, uses of tokens. Blocks. */
  void tick() {
    // One that fails must not keep the other from its turn.
    Periodic.surviving("the upkeep of the audit log", audit::tick).run();
    Periodic.surviving("noting when tokens were used", tokens::saveUses).run();
    prepareIdentities();
  }

  /** So that a publish with a forged identity is refused before its content is read. Blocks. */
  void prepareIdentities() {
    Periodic.surviving("fetching the keys of trusted publishers", identities::prepare).run();
  }

  /** Takes up the tokens that are declared now. */
  void reload(String adminToken, List<TokenConfig> configured) {
    tokens.reload(adminToken, declared(configured, clock.instant()));
  }

  /** Answers {@code /-/npm/…}. */
  Handler npm() {
    return npm;
  }

  /** Answers {@code /-/api/v1/…}. */
  Handler api() {
    return api;
  }

  /**
   * Answers {@code /-/console/…}.
   *
   * @param files what URLs of files begin with, for who reached this listener by that URL
   * @param troubles what is not well with this process, by part
   */
  Handler console(Function<PublicUrl, String> files, Supplier<Map<String, String>> troubles) {
    return console.handler(api::call, access, threads, urls, urls.andThen(files), troubles);
  }

  /**
   * What the control listener does with content: refuses at once what no token could save.
   *
   * @param calls what the listener answers
   */
  UploadPolicy uploads(Handler calls) {
    // npm sends its tarball in base64, inside a document.
    long largest = limits.uploadBytes() / 3 * 4 + NPM_DOCUMENT;
    return UploadPolicy.spool(store.staging(), largest)
        .withBudget(new SpoolBudget(Math.max(limits.spoolBytes(), largest), shares))
        .withGate(calls::admit);
  }

  /** What absolute URLs begin with: as the operator says, or as the request came. */
  private static Function<Request, PublicUrl> urls(OriginConfig config) {
    PublicUrl told = config.control().publicUrl();
    TrustedProxies proxies = new TrustedProxies(config.control().trustedProxies());
    return told == null ? proxies::url : request -> told;
  }

  private static IdentityVerifier identities(OriginConfig config, InstantSource clock) {
    return config.trustedPublishers().isEmpty()
        ? IdentityVerifier.NONE
        : TrustedPublishing.of(config.trustedPublishers(), clock);
  }

  private static List<Token> declared(List<TokenConfig> configured, Instant now) {
    return configured.stream()
        .map(
            token ->
                DeclaredTokens.of(
                    token.name(),
                    Digest.parse(token.sha256().toLowerCase(Locale.ROOT)),
                    Scope.parseAll(token.scopes(), "tokens: " + token.name()),
                    now))
        .toList();
  }

  /** What compresses ends at once; what is being committed is waited for, if time is left. */
  private void stopPublishing(Publisher publisher, StopDeadline stop) {
    compressor.close();
    publisher.close(stop.left(Publisher.STOP));
  }

  /**
   * Ends what a stop need not wait for. Publishes that are being compressed are answered 503, and
   * nothing is published; open pages of the console are told what they know.
   */
  void cutShort() {
    compressor.close();
    console.letGo();
  }
}
