package dev.widgetorigin.origin.web.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides secrets in texts that are kept or shown: log lines of every kind, audit lines, reasons, and
 * problem documents. Each of those calls it at the one place where texts enter.
 *
 * <p>A secret is known by its form ({@code wo_…}, {@code npm_…}, {@code ghp_…}, JSON Web Tokens),
 * by what stands before it ({@code Bearer}, {@code Basic}, {@code token=}, {@code _authToken=},
 * {@code "password":"}), or by where it stands: the name and password of a URL, and the paths with
 * which clients revoke a token. Each becomes {@value #HIDDEN}; the rest of the text stays.
 *
 * <p>Stateless; takes time proportional to the text. Texts without a sign of a secret are returned
 * as they are after one look at each character.
 */
public final class Redaction {
  static final String HIDDEN = "***";

  private static final String NAMES =
      "(?i:token|secret|passwo?r?d|passwd|pwd|api[_-]?key|_auth|signature|credential"
          + "|authorization)";

  /** Groups hold what stays before a secret. Every repetition is over one class of characters. */
  private static final Pattern FORMS =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:wo_|npm_|gh[oprsu]_|github_pat_|glpat-)[A-Za-z0-9_-]{20,}"
              + "|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-][A-Za-z0-9_.-]*"
              + "|(://)[^/?#\\s\"'<>@]{1,1000}(?=@)"
              + "|((?i:bearer)[\\s+]{1,4})[A-Za-z0-9._~+/=-]{8,}"
              + "|((?i:basic)\\s{1,4})(?=[a-z+/]{0,100}[A-Z0-9=])[A-Za-z0-9+/]{6,}={0,2}"
              + "|((?i:authorization:)\\s{0,4})(?!(?i:bearer|basic))[A-Za-z0-9._~+/=-]{8,}"
              + "|("
              + NAMES
              + "=)[^&\\s\"'<>;,\\\\]+"
              + "|((?:^|[?&])(?i:auth|sig|code|key|session|sid|jwt|pat)=)[^&\\s\"'<>;,\\\\]+"
              + "|("
              + NAMES
              + "\\\\?\"\\s{0,8}:\\s{0,8}\\\\?\")[^\"\\\\]+"
              + "|(/-/(?:npm/-/)?user/token/|/-/npm/v1/tokens/(?:token/)?)[^/?#\\s\"]+"
              + "|(/-/api/v1/tokens/)(?!(?:[0-9a-f]{12}|config-[0-9a-f]{8})(?:[/?#\\s\"]|$))"
              + "[^/?#\\s\"]+");

  /** What a secret begins with whose end was cut off. */
  private static final Pattern CUT =
      Pattern.compile(
          "(?:(?<![A-Za-z0-9])(?:wo_|npm_|gh[oprsu]_|github_pat_|glpat-)|(?<![A-Za-z0-9_-])eyJ)"
              + "[A-Za-z0-9_.-]*+$"
              + "|(?<=://)[^/?#\\s\"'<>@]*+$"
              + "|(?<=(?i:bearer|basic)[\\s+])\\S*+$");

  /** Of nested percent-encodings so many are looked through. */
  private static final int DECODINGS = 3;

  private Redaction() {}

  /** The text without its secrets; null for null. */
  public static String hide(String text) {
    return text == null || !suspicious(text) ? text : replace(text);
  }

  /**
   * The same for a path or a query as it was sent, whose secrets may be percent-encoded. Where one
   * is found behind an encoding, the decoded text is returned.
   */
  public static String hideInTarget(String target) {
    String hidden = hide(target);
    if (target == null || target.indexOf('%') < 0) {
      return hidden;
    }
    String decoded = target;
    String found = hidden;
    for (int i = 0; i < DECODINGS && decoded.indexOf('%') >= 0; i++) {
      decoded = decode(decoded);
      String clear = hide(decoded);
      // A deeper encoding can hide another secret beside one that was found.
      found = clear.equals(decoded) ? found : clear;
    }
    return found;
  }

  /**
   * The same for a text of which only the beginning is there: a secret that was cut is not long
   * enough any more to be known by its form, so whatever begins like one at the end is hidden.
   */
  public static String hideInCutTarget(String target) {
    return hideEnd(hideInTarget(target));
  }

  private static String hideEnd(String text) {
    Matcher matcher = CUT.matcher(text);
    if (matcher.find()) {
      return text.substring(0, matcher.start()) + HIDDEN;
    }
    // Where the beginning of the secret is percent-encoded, too.
    int slash =
        Math.max(text.lastIndexOf('/'), Math.max(text.lastIndexOf('='), text.lastIndexOf('&')));
    String last = text.substring(slash + 1);
    return last.indexOf('%') >= 0 && CUT.matcher(decode(last)).find()
        ? text.substring(0, slash + 1) + HIDDEN
        : text;
  }

  private static String replace(String text) {
    Matcher matcher = FORMS.matcher(text);
    return matcher.replaceAll(match -> Matcher.quoteReplacement(kept(matcher) + HIDDEN));
  }

  private static String kept(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return matcher.group(group);
      }
    }
    return "";
  }

  /**
   * Every form has one of these: most texts have none, and cost no more than this. An {@code @}, a
   * single {@code _} or {@code -} is none: they are in the paths of the access log all the time.
   */
  static boolean suspicious(String text) {
    char before = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean sign =
          switch (c) {
            case '=' -> true;
            // "://" before a name and a password
            case '/' -> before == '/';
            // eyJ, "/-/", a scheme's name before its credentials, "name":"value"
            case 'J' -> before == 'y';
            case '-' -> before == '/' || text.startsWith("glpat", i - 5);
            case '_' -> beginsToken(text, i);
            case ' ', '\t', '\n', '\u000b', '\f', '\r', '+' ->
                before == 'r' || before == 'R' || before == 'c' || before == 'C';
            case ':' -> before == '"' || before == 'n' || before == 'N' || before <= ' ';
            default -> false;
          };
      if (sign) {
        return true;
      }
      before = c;
    }
    return false;
  }

  /** Whether the underscore is that of {@code wo_}, {@code npm_}, {@code ghp_}, {@code github_}. */
  private static boolean beginsToken(String text, int underscore) {
    return begins(text, "wo", underscore)
        || begins(text, "npm", underscore)
        || (underscore >= 3 && begins(text, "gh", underscore - 1))
        || begins(text, "github", underscore);
  }

  private static boolean begins(String text, String word, int end) {
    int start = end - word.length();
    return text.startsWith(word, start)
        && (start == 0 || !asciiLetterOrDigit(text.charAt(start - 1)));
  }

  private static boolean asciiLetterOrDigit(char c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }

  /** Decodes what is ASCII; leaves everything else as it is. */
  private static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int value = hex(text.charAt(i + 1)) * 16 + hex(text.charAt(i + 2));
        if (value >= 0x20 && value < 0x7f) {
          out.append((char) value);
          i += 2;
          continue;
        }
      }
      out.append(c);
    }
    return out.toString();
  }

  /** So low for what is no digit that no sum with it is a character. */
  private static int hex(char c) {
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    return digit < 0 ? -1000 : digit;
  }
}
