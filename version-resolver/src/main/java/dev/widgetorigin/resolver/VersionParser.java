package dev.widgetorigin.resolver;

/**
 * Reads one version.
 *
 * <pre>
 * text       ::= blank* '='? 'v'? version blank*
 * version    ::= numeric '.' numeric '.' numeric ( '-' prerelease )? ( '+' build )?
 * numeric    ::= '0' | [1-9] [0-9]*
 * prerelease ::= identifier ( '.' identifier )*     a wholly numeric one without leading zero
 * build      ::= identifier ( '.' identifier )*
 * identifier ::= [0-9A-Za-z-]+
 * </pre>
 *
 * Linear in the text, which is refused beyond {@link Version#MAX_LENGTH} characters.
 */
final class VersionParser {
  private final String text;
  private final Scanner in;
  private int errorAt = -1;
  private String expected = "";

  VersionParser(String text) {
    this.text = text;
    this.in = new Scanner(text);
  }

  Version version() {
    Version version = versionOrNull();
    if (version == null) {
      throw new ResolverException(
          ResolverException.Code.VERSION,
          errorAt,
          errorAt < 0
              ? Chars.quote(text) + " is not a version: " + expected
              : Chars.quote(text)
                  + " is not a version: expected "
                  + expected
                  + ", found "
                  + Chars.found(text, errorAt));
    }
    return version;
  }

  /** Null where the text is no version; {@link #errorAt} and {@link #expected} then say why. */
  Version versionOrNull() {
    if (text.length() > Version.MAX_LENGTH) {
      return fail(
          -1, "expected at most " + Version.MAX_LENGTH + " characters, found " + text.length());
    }
    in.skipBlanks();
    in.accept('=');
    in.accept('v');
    long major = component("major number");
    if (major < 0 || !dot()) {
      return null;
    }
    long minor = component("minor number");
    if (minor < 0 || !dot()) {
      return null;
    }
    long patch = component("patch number");
    return patch < 0 ? null : tail(major, minor, patch);
  }

  private Version tail(long major, long minor, long patch) {
    String prerelease = "";
    if (in.accept('-')) {
      prerelease = in.prerelease();
      if (prerelease == null) {
        return fail(in.at, "a prerelease identifier ([0-9A-Za-z-]+, numbers without leading zero)");
      }
    }
    String build = "";
    if (in.accept('+')) {
      build = in.build();
      if (build == null) {
        return fail(in.at, "a build identifier ([0-9A-Za-z-]+)");
      }
    }
    in.skipBlanks();
    if (!in.atEnd()) {
      return fail(in.at, "the end of the version");
    }
    return new Version(major, minor, patch, prerelease, build);
  }

  private long component(String what) {
    int start = in.at;
    long value = in.numeric();
    if (value == Scanner.TOO_BIG) {
      fail(start, "a " + what + " of at most " + Version.MAX_COMPONENT);
      return -1;
    }
    if (value < 0) {
      fail(in.at, "a " + what);
    }
    return value;
  }

  private boolean dot() {
    if (in.accept('.')) {
      return true;
    }
    fail(in.at, "a dot");
    return false;
  }

  private Version fail(int offset, String what) {
    errorAt = offset;
    expected = what;
    return null;
  }
}
