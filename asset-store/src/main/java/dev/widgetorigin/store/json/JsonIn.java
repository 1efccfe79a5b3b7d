package dev.widgetorigin.store.json;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.manifest.Digest;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the store's JSON, field by field, and refuses what it does not know: CORRUPT where the text
 * is not what was written, INCOMPATIBLE where a newer version must have written it. Messages name
 * the document, e.g. {@code log object 42}.
 */
public final class JsonIn {
  private static final Map<String, ReleaseState> STATES =
      Stream.of(ReleaseState.values()).collect(Collectors.toMap(JsonIn::text, state -> state));

  private final JsonOctets in;
  private final String document;

  /** Whether an object that has a name twice is refused. */
  private final boolean wary;

  private JsonIn(JsonOctets in, String document, boolean wary) {
    this.in = in;
    this.document = document;
    this.wary = wary;
  }

  /** Reads a whole document and nothing after it. */
  public static <T> T read(byte[] bytes, String document, Function<JsonIn, T> reader) {
    return new JsonIn(new JsonOctets(bytes), document, true).whole(reader);
  }

  /** For documents of our own making that are verified by digest and large. */
  public static <T> T readTrusted(InputStream stream, String document, Function<JsonIn, T> reader) {
    return new JsonIn(new JsonOctets(stream), document, false).whole(reader);
  }

  private <T> T whole(Function<JsonIn, T> reader) {
    try {
      T value = reader.apply(this);
      if (in.peek() >= 0) {
        throw in.expected("the end of the document");
      }
      return value;
    } catch (JsonOctets.Malformed e) {
      throw corrupt(document, e.getMessage(), e);
    }
  }

  /** What to do with one field: reads its value, all of it. */
  @FunctionalInterface
  public interface Fields {
    void field(String name);
  }

  public void object(Fields fields) {
    in.expect('{');
    if (in.accept('}')) {
      return;
    }
    Set<String> seen = wary ? new HashSet<>() : null;
    do {
      String name = in.name();
      if (seen != null && !seen.add(name)) {
        throw corrupt("the field '" + name + "' is there twice");
      }
      in.expect(':');
      fields.field(name);
    } while (in.accept(','));
    in.expect('}');
  }

  public <T> List<T> array(Supplier<T> item) {
    in.expect('[');
    List<T> items = new ArrayList<>();
    if (in.accept(']')) {
      return items;
    }
    do {
      items.add(item.get());
    } while (in.accept(','));
    in.expect(']');
    return items;
  }

  public String text() {
    return in.string();
  }

  public long number() {
    return in.number();
  }

  public int integer() {
    long number = in.number();
    if (number != (int) number) {
      throw corrupt("expected a number of 32 bits, found " + number);
    }
    return (int) number;
  }

  public boolean flag() {
    boolean flag = in.peek() == 't';
    in.word(flag ? "true" : "false");
    return flag;
  }

  /** Whether a text comes next. */
  public boolean atText() {
    return in.peek() == '"';
  }

  /** Whether a number comes next. */
  public boolean atNumber() {
    int octet = in.peek();
    return octet == '-' || (octet >= '0' && octet <= '9');
  }

  /** Goes over a value that nobody wants. */
  public void skip() {
    in.skip();
  }

  public Instant time() {
    String text = text();
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw corrupt("expected a time, found " + text);
    }
  }

  public Version version() {
    return version(text());
  }

  public Version version(String text) {
    try {
      return Version.parse(text);
    } catch (ResolverException e) {
      throw corrupt(document, e.getMessage(), e);
    }
  }

  public Selector selector() {
    return resolver(Selector::parse);
  }

  public WidgetName widget() {
    return resolver(WidgetName::parse);
  }

  private <T> T resolver(Function<String, T> parse) {
    String text = text();
    try {
      return parse.apply(text);
    } catch (ResolverException e) {
      throw corrupt(document, e.getMessage(), e);
    }
  }

  public Digest digest() {
    return digest(text());
  }

  public Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw corrupt("expected 64 hex digits, found " + text);
    }
  }

  public ReleaseState state() {
    return state(text());
  }

  public ReleaseState state(String text) {
    ReleaseState state = STATES.get(text);
    if (state == null) {
      throw unknown("value", text);
    }
    return state;
  }

  /** One of an enum's constants in lower case; one that is not known is a newer version's. */
  public <E extends Enum<E>> E constant(Class<E> type) {
    String text = text();
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw unknown("value", text);
    }
  }

  public static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Call it for the field {@code format}. */
  public void format(int known) {
    int found = integer();
    if (found != known) {
      throw new StoreException(Code.INCOMPATIBLE, otherFormat(found, known));
    }
  }

  /** Says so in a sentence. */
  public String otherFormat(int found, int known) {
    return document + " has format " + found + ", this version reads format " + known;
  }

  public StoreException unknown(String what, String name) {
    return new StoreException(
        Code.INCOMPATIBLE,
        document + " has the unknown " + what + " '" + name + "'; a newer version wrote it");
  }

  public <T> T required(T value, String name) {
    if (value == null) {
      throw corrupt("the field '" + name + "' is missing");
    }
    return value;
  }

  public StoreException corrupt(String problem) {
    return corrupt(document, problem, null);
  }

  private static StoreException corrupt(String document, String problem, Exception cause) {
    return new StoreException(Code.CORRUPT, document + " is damaged: " + problem, cause);
  }
}
