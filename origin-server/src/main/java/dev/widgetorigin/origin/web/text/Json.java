package dev.widgetorigin.origin.web.text;

import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the answers of a listener write JSON. Thread-safe.
 *
 * <p>Named where JSON is written, not kept in constants of other classes: to make the first mapper
 * takes a good part of a quick start.
 */
public final class Json {
  /** As people read it: tags in it are copied by hand. */
  public static final JsonMapper MAPPER = JsonMapper.builder().build();

  /**
   * For errors: {@code <}, {@code >} and {@code &} become {@code u003c} behind a backslash and so
   * on. Errors repeat what a request said; whoever takes such text for HTML, whatever the
   * Content-Type says, finds no tag in it. To a JSON parser it is the same.
   */
  public static final JsonMapper ERRORS =
      JsonMapper.builder(JsonFactory.builder().characterEscapes(new NoMarkup()).build()).build();

  private Json() {}

  private static final class NoMarkup extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    private final int[] codes = standardAsciiEscapesForJSON();

    NoMarkup() {
      for (char c : new char[] {'<', '>', '&'}) {
        codes[c] = ESCAPE_CUSTOM;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return codes.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return new SerializedString(String.format("\\u%04x", c));
    }
  }
}
