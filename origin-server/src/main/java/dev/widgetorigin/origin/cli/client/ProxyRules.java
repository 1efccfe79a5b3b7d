package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.config.value.AddressBlock;
import dev.widgetorigin.store.object.s3.BucketProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The proxies that variables of the environment name, as for curl and npm: {@code HTTPS_PROXY} or
 * {@code HTTP_PROXY} by the scheme of the URL that is asked for, else {@code ALL_PROXY}; {@code
 * NO_PROXY} names the exceptions ({@link NoProxy}). A name in small letters holds first.
 *
 * <p>Two things are other than for curl. A loopback address is never asked through a proxy: it is
 * another machine's there, and the token of this one must not go to it. And a proxy that an option
 * of Java names ({@code -Dhttps.proxyHost}) holds before all variables, because it is for this
 * program alone. Immutable.
 */
public final class ProxyRules {
  /** Of an environment that names none. */
  public static final ProxyRules NONE = new ProxyRules(Map.of());

  private static final int HTTP_PORT = 80;
  private static final String BASIC = "Basic ";

  /** Java sends no password to a proxy that is to make a tunnel unless this says so. */
  private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  /**
   * One that a variable names.
   *
   * @param authorization what it is to be told of who asks; null where the variable has no user
   */
  record Proxy(String variable, String host, int port, String authorization) {
    /** What {@link #authorization} says; null where it says nothing. */
    private PasswordAuthentication user() {
      if (authorization == null) {
        return null;
      }
      String both =
          new String(
              Base64.getDecoder().decode(authorization.substring(BASIC.length())),
              StandardCharsets.UTF_8);
      int colon = both.indexOf(':');
      return new PasswordAuthentication(
          both.substring(0, colon), both.substring(colon + 1).toCharArray());
    }

    /** For people: {@code http://proxy.example.com:3128 (HTTPS_PROXY)}, without a password. */
    @Override
    public String toString() {
      return "http://" + host + ":" + port + " (" + variable + ")";
    }
  }

  private final Map<String, String> environment;
  private final NoProxy none;

  private ProxyRules(Map<String, String> environment) {
    this.environment = environment;
    this.none = NoProxy.parse(value("NO_PROXY"));
  }

  public static ProxyRules of(Map<String, String> environment) {
    return new ProxyRules(environment);
  }

  /**
   * The proxy for a URL; null where it is asked for directly.
   *
   * @throws CommandFailure where a variable names none that can be used
   */
  Proxy proxy(URI url) {
    String scheme = String.valueOf(url.getScheme());
    return javaNames(scheme) || isLoopback(url.getHost()) || none.contains(url)
        ? null
        : named(scheme);
  }

  private Proxy named(String scheme) {
    for (String variable : List.of(scheme.toUpperCase(Locale.ROOT) + "_PROXY", "ALL_PROXY")) {
      String value = value(variable);
      if (!value.isEmpty()) {
        return parse(variable, value);
      }
    }
    return null;
  }

  private String value(String variable) {
    String small = environment.getOrDefault(variable.toLowerCase(Locale.ROOT), "");
    return (small.isBlank() ? environment.getOrDefault(variable, "") : small).strip();
  }

  private static boolean javaNames(String scheme) {
    return System.getProperty(scheme + ".proxyHost") != null;
  }

  /** {@code [http://][user:password@]host[:port][/]}. A refusal never repeats a password. */
  private static Proxy parse(String variable, String value) {
    int scheme = value.indexOf("://");
    String rest = scheme < 0 ? value : value.substring(scheme + "://".length());
    if (scheme >= 0 && !value.substring(0, scheme).equalsIgnoreCase("http")) {
      throw unusable(
          variable,
          "one that is asked by " + value.substring(0, scheme) + "://, which this command cannot");
    }
    int at = rest.lastIndexOf('@');
    try {
      URI uri = new URI("http://" + rest.substring(at + 1));
      if (uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
        int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
        return new Proxy(
            variable, uri.getHost(), port, at < 0 ? null : basic(rest.substring(0, at)));
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // refused below
    }
    throw unusable(variable, "something else");
  }

  private static CommandFailure unusable(String variable, String found) {
    return new CommandFailure(
        variable
            + ": expected a proxy such as http://proxy.example.com:3128 or"
            + " http://<user>:<password>@proxy.example.com:3128, found "
            + found
            + ". Set it otherwise, or name the server in NO_PROXY to reach it without a proxy");
  }

  /**
   * @param user {@code name:password}, percent-encoded
   */
  private static String basic(String user) {
    String plain = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    String both = plain.indexOf(':') < 0 ? plain + ":" : plain;
    return BASIC + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isLoopback(String host) {
    if (host == null || host.equalsIgnoreCase("localhost")) {
      return true;
    }
    byte[] address = AddressBlock.address(NoProxy.plain(host));
    try {
      return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** A client that asks as the rules say. Its requests are to be {@link #authorized}. */
  public HttpClient.Builder client() {
    boolean user =
        Stream.of("HTTPS_PROXY", "ALL_PROXY").anyMatch(each -> value(each).contains("@"));
    if (user) {
      letTunnelsSignIn();
    }
    return HttpClient.newBuilder().proxy(new Selector());
  }

  /** Whoever put a password into the variable wants it sent. */
  private static void letTunnelsSignIn() {
    if (System.getProperty(TUNNEL_SCHEMES) == null) {
      // Read once, by the first client of a process.
      System.setProperty(TUNNEL_SCHEMES, "");
    }
  }

  /** The same request, which tells the proxy that it goes to who asks. */
  public HttpRequest.Builder authorized(HttpRequest.Builder request, URI url) {
    Proxy proxy = proxy(url);
    return proxy == null || proxy.authorization() == null
        ? request
        : request.setHeader("Proxy-Authorization", proxy.authorization());
  }

  /**
   * The proxy for a bucket at a URL; null where it is asked directly, or as options of Java say.
   *
   * @throws CommandFailure where a variable names none that can be used
   */
  public BucketProxy ofBucket(URI url) {
    Proxy proxy = proxy(url);
    if (proxy == null) {
      return null;
    }
    if (proxy.authorization() != null) {
      letTunnelsSignIn();
    }
    return new BucketProxy(NoProxy.plain(proxy.host()), proxy.port(), proxy.user());
  }

  /** For messages about a URL: {@code " through the proxy …"}, empty where it goes through none. */
  public String through(URI url) {
    Proxy proxy = proxy(url);
    return proxy == null ? "" : " through the proxy " + proxy;
  }

  /**
   * What holds, for people: {@code https: http://proxy.example.com:3128 (HTTPS_PROXY); http: none}.
   *
   * @throws CommandFailure where a variable names none that can be used
   */
  public String inWords() {
    String words = "https: " + inWords("https") + "; http: " + inWords("http");
    String except = value("NO_PROXY");
    return except.isEmpty() ? words : words + "; never for NO_PROXY: " + except;
  }

  private String inWords(String scheme) {
    if (javaNames(scheme)) {
      return System.getProperty(scheme + ".proxyHost") + " (-D" + scheme + ".proxyHost)";
    }
    Proxy proxy = named(scheme);
    return proxy == null ? "none" : proxy.toString();
  }

  private final class Selector extends ProxySelector {
    @Override
    public List<java.net.Proxy> select(URI url) {
      Proxy proxy = proxy(url);
      if (proxy != null) {
        return List.of(
            new java.net.Proxy(
                java.net.Proxy.Type.HTTP,
                InetSocketAddress.createUnresolved(NoProxy.plain(proxy.host()), proxy.port())));
      }
      ProxySelector ofJava = ProxySelector.getDefault();
      return ofJava == null ? List.of(java.net.Proxy.NO_PROXY) : ofJava.select(url);
    }

    @Override
    public void connectFailed(URI url, SocketAddress address, IOException failure) {
      // There is no other to try.
    }
  }
}
