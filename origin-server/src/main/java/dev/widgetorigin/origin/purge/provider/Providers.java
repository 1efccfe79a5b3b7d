package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.config.PurgeTargetConfig;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.store.object.s3.AwsKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes what the configuration names. */
public final class Providers {
  /** For a whole answer of a provider. */
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final EdgeClient client = new EdgeClient(DEADLINE);
  private final Function<String, String> secrets;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final String mount;

  /**
   * @param secrets by the name of their variable; null where it is not set
   * @param ids that nobody can guess
   * @param mount the path under which the public finds the origin, {@code /widgets}; empty for
   *     none. Paths of a CDN begin with it; a server that is named by URL has its own there
   */
  public Providers(
      Function<String, String> secrets, InstantSource clock, Supplier<UUID> ids, String mount) {
    this.secrets = secrets;
    this.clock = clock;
    this.ids = ids;
    this.mount = mount;
  }

  /**
   * Which secrets of targets are missing, cannot be read or are not what their type needs; empty
   * where all are there. Reads files.
   *
   * @param secrets by the name of their variable; null where it is not set
   */
  public static List<ConfigProblem> problems(
      List<PurgeTargetConfig> targets, Function<String, String> secrets) {
    List<ConfigProblem> found = new ArrayList<>();
    for (PurgeTargetConfig each : targets) {
      if (each.secret() != null) {
        found.addAll(Secrets.problemsOf(() -> secret(each, secrets)));
      }
    }
    return found;
  }

  /** Throws ConfigException where the secret is missing or is not what the type needs. */
  public Provider of(PurgeTargetConfig target) {
    return switch (target.type()) {
      case FASTLY ->
          new Fastly(
              client, or(target.url(), Fastly.API), target.id(), secret(target), target.soft());
      case CLOUDFLARE ->
          new Cloudflare(
              client, or(target.url(), Cloudflare.API), target.id(), secret(target), target.plan());
      case CLOUDFRONT -> cloudFront(target);
      case AZURE_FRONT_DOOR -> azure(target);
      case AKAMAI -> akamai(target);
      case BUNNY -> new Bunny(client, or(target.url(), Bunny.API), target.id(), secret(target));
      case VARNISH -> new Varnish(client, target.url(), target.mode().equals("xkey"));
      case NGINX ->
          target.folders().isEmpty()
              ? new NginxPurge(client, target.url())
              : new NginxFolders(target.folders().stream().map(Path::of).toList());
      case HTTP ->
          new GenericHttp(
              client,
              target.url(),
              target.method(),
              by(target),
              target.secret() == null ? null : secret(target));
    };
  }

  private Provider cloudFront(PurgeTargetConfig target) {
    Supplier<Optional<AwsKeys>> keys = target.secret() == null ? AwsKeys.found() : ownKeys(target);
    return new CloudFront(
        client, or(target.url(), CloudFront.API), target.id(), by(target), mount, keys, clock, ids);
  }

  private Supplier<Optional<AwsKeys>> ownKeys(PurgeTargetConfig target) {
    AwsKeys own = awsKeys(secret(target));
    return () -> Optional.of(own);
  }

  /** Of {@code ID:SECRET}; null where it is anything else. */
  private static AwsKeys awsKeys(String text) {
    int colon = text.indexOf(':');
    return colon <= 0 || colon + 1 == text.length()
        ? null
        : new AwsKeys(text.substring(0, colon), text.substring(colon + 1), null);
  }

  private Provider azure(PurgeTargetConfig target) {
    return new AzureFrontDoor(
        client,
        or(target.url(), AzureFrontDoor.API),
        target.id(),
        new AzureFrontDoor.Account(
            or(target.loginUrl(), AzureFrontDoor.LOGIN),
            target.tenant(),
            target.client(),
            secret(target)),
        target.domains(),
        mount,
        clock);
  }

  private Provider akamai(PurgeTargetConfig target) {
    EdgeGrid.Keys keys = EdgeGrid.Keys.parse(secret(target));
    return new Akamai(client, target.url(), keys, target.mode(), target.network(), clock, ids);
  }

  private static Provider.By by(PurgeTargetConfig target) {
    return target.mode().equals("paths") ? Provider.By.PATHS : Provider.By.TAGS;
  }

  private String secret(PurgeTargetConfig target) {
    return secret(target, secrets);
  }

  private static String secret(PurgeTargetConfig target, Function<String, String> secrets) {
    String user = "purge.targets: " + target.name();
    String secret = Secrets.required(secrets, target.secret(), user);
    if (target.type() == PurgeTargetConfig.Type.CLOUDFRONT && awsKeys(secret) == null) {
      throw Secrets.unusable(target.secret(), user, "an AWS key as ID:SECRET");
    }
    if (target.type() == PurgeTargetConfig.Type.AKAMAI && EdgeGrid.Keys.parse(secret) == null) {
      throw Secrets.unusable(
          target.secret(),
          user,
          "the lines of an .edgerc (host, client_token, client_secret, access_token)");
    }
    return secret;
  }

  private static String or(String own, String usual) {
    return own == null ? usual : own.replaceFirst("/+$", "");
  }
}
