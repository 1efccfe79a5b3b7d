package dev.widgetorigin.origin.http.message;

/** What header fields are held to in any version of HTTP. */
public final class FieldRules {
  /** A request with more is refused: nobody needs them, and each costs time. */
  public static final int MOST_FIELDS = 100;

  private FieldRules() {}

  /**
   * Checks a field that is to be sent. A value that could end its line would let whoever chose it
   * write the rest of the reply.
   *
   * @throws IllegalArgumentException where it has an octet that cannot be sent
   */
  public static void check(String name, String value) {
    boolean sound = !name.isEmpty();
    for (int i = 0; i < name.length() && sound; i++) {
      sound = name.charAt(i) < 0x80 && Syntax.tokenLower((byte) name.charAt(i)) != 0;
    }
    for (int i = 0; i < value.length() && sound; i++) {
      sound = value.charAt(i) <= 0xff && Syntax.fieldValue((byte) value.charAt(i));
    }
    if (!sound) {
      throw new IllegalArgumentException("a field that can be sent was expected: " + name);
    }
  }
}
