package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.WebUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One edge or CDN that is told what to forget. What a type does not need may not be set.
 *
 * @param name in logs, metrics and {@code purge status}; the type where none is given
 * @param url the provider's API, where it is not the well-known one; of {@code varnish}, {@code
 *     nginx} and {@code http} the edge itself
 * @param id a service (fastly), zone (cloudflare), distribution (cloudfront), pull zone (bunny), or
 *     the resource path of an endpoint ({@code /subscriptions/…/afdEndpoints/x}, azure)
 * @param secret the name of the environment variable that holds the secret; with {@code _FILE}
 *     behind it, of one that names a file
 * @param mode {@code ban} or {@code xkey} (varnish), {@code tags} or {@code paths} (cloudfront,
 *     http), {@code invalidate} or {@code delete} (akamai)
 * @param soft whether fastly keeps what is purged as stale
 * @param plan of cloudflare: {@code free}, {@code pro}, {@code business}, {@code enterprise}
 * @param network of akamai: {@code production} or {@code staging}
 * @param tenant and
 * @param client with which azure is signed in to, beside the secret
 * @param loginUrl where azure is signed in to, where it is not the well-known place
 * @param domains of azure: only these
 * @param folders nginx's cache folders on this machine
 * @param method of http; POST
 */
public record PurgeTargetConfig(
    Type type,
    String name,
    String url,
    String id,
    String secret,
    String mode,
    boolean soft,
    String plan,
    String network,
    String tenant,
    String client,
    String loginUrl,
    List<String> domains,
    List<String> folders,
    String method) {
  /** Who it is. */
  @SuppressWarnings("ImmutableEnumChecker") // the sets cannot be changed
  public enum Type {
    FASTLY("Surrogate-Key", Set.of("id", "secret"), Set.of("url", "soft")),
    CLOUDFLARE("Cache-Tag", Set.of("id", "secret"), Set.of("url", "plan")),
    /** Its distribution names the header. */
    CLOUDFRONT(null, Set.of("id"), Set.of("url", "mode", "secret")),
    AZURE_FRONT_DOOR(
        null, Set.of("id", "secret", "tenant", "client"), Set.of("url", "loginUrl", "domains")),
    AKAMAI("Edge-Cache-Tag", Set.of("secret"), Set.of("url", "mode", "network")),
    BUNNY("CDN-Tag", Set.of("id", "secret"), Set.of("url")),
    VARNISH("Surrogate-Key", Set.of("url"), Set.of("mode")),
    NGINX(null, Set.of(), Set.of("url", "folders")),
    HTTP(null, Set.of("url"), Set.of("secret", "mode", "method"));

    private final String tagHeader;
    private final Set<String> required;
    private final Set<String> allowed;

    Type(String tagHeader, Set<String> required, Set<String> allowed) {
      this.tagHeader = tagHeader;
      this.required = required;
      this.allowed = allowed;
    }

    /** As it is spelled in the configuration. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Map<Type, List<String>> MODES =
      Map.of(
          Type.VARNISH, List.of("ban", "xkey"),
          Type.CLOUDFRONT, List.of("tags", "paths"),
          Type.HTTP, List.of("tags", "paths"),
          Type.AKAMAI, List.of("invalidate", "delete"));

  private static final List<String> PLANS = List.of("free", "pro", "business", "enterprise");
  private static final List<String> NETWORKS = List.of("production", "staging");

  public PurgeTargetConfig {
    Checks checks = new Checks();
    if (type == null) {
      checks.that(false, "type", "one of " + types(), "none").done();
    }
    name = name == null ? type.text() : name;
    mode = mode == null && MODES.containsKey(type) ? MODES.get(type).get(0) : mode;
    plan = plan == null && type == Type.CLOUDFLARE ? PLANS.get(0) : plan;
    network = network == null && type == Type.AKAMAI ? NETWORKS.get(0) : network;
    method = method == null && type == Type.HTTP ? "POST" : method;
    var unused =
        new Uses(checks, type)
            .of("url", url != null)
            .of("id", id != null)
            .of("secret", secret != null)
            .of("mode", mode != null)
            .of("soft", soft)
            .of("plan", plan != null)
            .of("network", network != null)
            .of("tenant", tenant != null)
            .of("client", client != null)
            .of("loginUrl", loginUrl != null)
            .of("domains", !domains.isEmpty())
            .of("folders", !folders.isEmpty())
            .of("method", method != null);
    checks
        .that(
            name.matches("[a-z][a-z0-9-]{0,29}"),
            "name",
            "small letters, digits and '-', 30 at most",
            "\"" + name + "\"")
        .that(url == null || isUrl(url), "url", "an http or https URL", "\"" + url + "\"")
        .that(loginUrl == null || isUrl(loginUrl), "loginUrl", "an https URL", loginUrl);
    checkNames(checks, type, id, secret);
    checkWords(checks, type, mode, plan, network, method);
    checks
        .that(
            type != Type.NGINX || (url == null) == !folders.isEmpty(),
            "folders",
            "either folders of its cache on this machine, or a url that takes PURGE",
            url == null ? "neither" : "both")
        .each("folders", folders, "an absolute path", each -> each.startsWith("/"))
        .done();
  }

  private static void checkNames(Checks checks, Type type, String id, String secret) {
    checks
        .that(
            id == null || id.matches(type == Type.AZURE_FRONT_DOOR ? "(/[\\w.()-]+)+" : "[\\w-]+"),
            "id",
            type == Type.AZURE_FRONT_DOOR
                ? "/subscriptions/…/resourceGroups/…/providers/Microsoft.Cdn/profiles/…/afdEndpoints/…"
                : "letters, digits, '_' and '-'",
            "\"" + id + "\"")
        // Never its value: what is not the name of a variable may be the secret itself.
        .that(
            secret == null || secret.matches("(?!WIDGET_ORIGIN_)[A-Z][A-Z0-9_]{0,99}"),
            "secret",
            "the name of an environment variable, e.g. FASTLY_TOKEN (not WIDGET_ORIGIN_…)",
            "something else (not shown: it may be secret)");
  }

  private static void checkWords(
      Checks checks, Type type, String mode, String plan, String network, String method) {
    checks
        .that(
            mode == null || MODES.getOrDefault(type, List.of()).contains(mode),
            "mode",
            "one of " + String.join(", ", MODES.getOrDefault(type, List.of())),
            mode)
        .that(plan == null || PLANS.contains(plan), "plan", "one of " + PLANS, plan)
        .that(
            network == null || NETWORKS.contains(network), "network", "one of " + NETWORKS, network)
        .that(
            method == null || method.matches("[A-Z]{1,20}"),
            "method",
            "a method, e.g. POST",
            method);
  }

  /** Holds what is set against what a type needs, and what it has a use for. */
  private record Uses(Checks checks, Type type) {
    Uses of(String component, boolean set) {
      checks.that(
          set || !type.required.contains(component),
          component,
          "it, for " + type.text(),
          "nothing");
      checks.that(
          !set || type.required.contains(component) || type.allowed.contains(component),
          component,
          "nothing: " + type.text() + " has no use for it",
          "a value");
      return this;
    }
  }

  /** The header by which it finds answers; null where it does not, or is told by its operator. */
  public String tagHeader() {
    return type == Type.VARNISH && "xkey".equals(mode) ? "xkey" : headerOfType();
  }

  private String headerOfType() {
    return type == Type.NGINX && !folders.isEmpty() ? "Surrogate-Key" : type.tagHeader;
  }

  private static boolean isUrl(String text) {
    return WebUrl.is(text.replace("{item}", "item"));
  }

  private static String types() {
    List<String> types = new ArrayList<>();
    for (Type each : Type.values()) {
      types.add(each.text());
    }
    return String.join(", ", types);
  }
}
