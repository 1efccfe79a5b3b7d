package dev.widgetorigin.store.widget;

import java.util.List;
import java.util.Map;

/**
 * What a publisher may set per widget. Every component is null where the origin's default holds.
 *
 * @param aliasMode what an alias URL answers
 * @param fallback the fallback list, e.g. {@code {path}}, {@code dist/{path}}
 * @param cacheControl Cache-Control by class name, e.g. {@code alias} → {@code public, max-age=60}
 * @param publicVersions whether anybody may ask which versions there are; null is yes
 */
public record WidgetSettings(
    AliasMode aliasMode,
    Cors cors,
    List<String> fallback,
    Map<String, String> cacheControl,
    SizeBudget sizeBudget,
    Loader loader,
    Signing signing,
    Deltas deltas,
    Boolean publicVersions) {
  public static final WidgetSettings DEFAULTS =
      new WidgetSettings(null, null, null, null, null, null, null, null, null);

  /** What an alias URL answers. */
  public enum AliasMode {
    /** The file. The default. */
    SERVE,
    /** A redirect to the exact URL. */
    REDIRECT,
    /** For a module that is an entry, a module that re-exports the exact URL; else a redirect. */
    STUB
  }

  /** Whether anybody may ask which versions there are. */
  public boolean tellsVersions() {
    return publicVersions == null || publicVersions;
  }

  /** The mode that holds. */
  public AliasMode effectiveAliasMode() {
    return aliasMode == null ? AliasMode.SERVE : aliasMode;
  }

  /** Which URLs answer how a file differs from an earlier one that the client has (RFC 9842). */
  public enum Deltas {
    /** Those of exact versions. The default. */
    EXACT,
    /** Aliases too. */
    ALL,
    /** None, and none are made. */
    OFF
  }

  /** {@code allowedOrigins} of {@code *} alone is the open mode. */
  public record Cors(List<String> allowedOrigins, boolean credentials) {}

  /** {@code maxScriptBytes} raw bytes of one script; {@code error} refuses instead of warning. */
  public record SizeBudget(long maxScriptBytes, boolean error) {}

  /**
   * Who may sign the widget's files.
   *
   * @param keys public keys in Base64; one to four
   * @param required whether every file of a new version must be signed by one of them
   */
  public record Signing(List<String> keys, boolean required) {
    /** Nobody has to, and nobody can. */
    public static final Signing NONE = new Signing(List.of(), false);
  }

  /** What holds for signatures. */
  public Signing effectiveSigning() {
    return signing == null ? Signing.NONE : signing;
  }

  /**
   * How the widget's loader is made. Every component may be null.
   *
   * @param bases where the widget's files are, in the order they are tried: {@code self} is the
   *     origin the loader came from; {@code https://cdn.example/x} stands for {@code
   *     https://cdn.example/x/{widget}/v{version}/}; one that names {@code {version}} is used as it
   *     is
   * @param global the variable that the widget's script sets, e.g. {@code Chat} or {@code
   *     acme.Chat}
   * @param script path of the script; null is the bundle's entry file
   * @param styles paths of the style sheets
   * @param sticky where a browser keeps its bucket: {@code local}, {@code session} or {@code none}
   * @param timeoutMillis per source
   * @param attributes of the script element, e.g. {@code type} → {@code module}
   * @param outcomes the base URL that takes outcome reports; null is where the loader came from
   * @param watchMillis for how long after loading errors of the widget's own files count while a
   *     rollout runs; 0 for not at all
   */
  public record Loader(
      List<String> bases,
      String global,
      String script,
      List<String> styles,
      String sticky,
      Integer timeoutMillis,
      Map<String, String> attributes,
      String outcomes,
      Integer watchMillis) {
    public static final Loader DEFAULTS =
        new Loader(null, null, null, null, null, null, null, null, null);
  }
}
