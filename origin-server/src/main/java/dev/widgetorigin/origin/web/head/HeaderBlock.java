package dev.widgetorigin.origin.web.head;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.ArrayList;
import java.util.List;

/**
 * A reply's header fields, complete but for {@code Date} and what belongs to one connection.
 * Immutable. Names in the case that HTTP/1.1 shows; HTTP/2 lowers them. The {@code http} package
 * may keep the encoded form here, so that a hot reply is encoded once.
 */
public final class HeaderBlock {
  private final String[] fields;

  /**
   * Encoded forms, one slot a protocol; owned by the http package. Plain writes: a lost race
   * encodes twice.
   */
  private final Object[] wire = new Object[2];

  private final CacheClass cacheClass;
  private final WidgetName widget;
  private final Version version;
  private final String contentEncoding;

  /** A memo of the observe package, which looks through the fields once; 0 is none yet. */
  private int label;

  private HeaderBlock(Builder built) {
    this.fields = built.fields.toArray(new String[0]);
    this.cacheClass = built.cacheClass;
    this.widget = built.widget;
    this.version = built.version;
    this.contentEncoding = get("Content-Encoding");
  }

  public static Builder builder() {
    return new Builder();
  }

  public int size() {
    return fields.length / 2;
  }

  public String name(int index) {
    return fields[2 * index];
  }

  public String value(int index) {
    return fields[2 * index + 1];
  }

  /** First value by name, ignoring case; null where absent. */
  public String get(String name) {
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equalsIgnoreCase(name)) {
        return fields[i + 1];
      }
    }
    return null;
  }

  public Object wire(int slot) {
    return wire[slot];
  }

  public void wire(int slot, Object encoded) {
    wire[slot] = encoded;
  }

  /** What the answer is to caches, by which requests are counted too; null where nobody said. */
  public CacheClass cacheClass() {
    return cacheClass;
  }

  /** The widget that the answer is about; null where it is about none, or none that exists. */
  public WidgetName widget() {
    return widget;
  }

  /** The version that the answer is about; null where it is about none. */
  public Version version() {
    return version;
  }

  /** The value of that field, looked for once a block; null where absent. */
  public String contentEncoding() {
    return contentEncoding;
  }

  public int label() {
    return label;
  }

  public void label(int memo) {
    label = memo;
  }

  public Builder toBuilder() {
    Builder copy = new Builder();
    copy.cacheClass = cacheClass;
    copy.widget = widget;
    copy.version = version;
    copy.fields.addAll(List.of(fields));
    return copy;
  }

  /** Collects fields in order. */
  public static final class Builder {
    private final List<String> fields = new ArrayList<>();
    private CacheClass cacheClass;
    private WidgetName widget;
    private Version version;

    /** What the answer is about: a widget that exists, whatever a request said. */
    public Builder widget(WidgetName about) {
      widget = about;
      return this;
    }

    /** What the answer is about: a version that exists, or null. */
    public Builder version(Version about) {
      version = about;
      return this;
    }

    /** Set by {@link CacheClass#addTo}. */
    Builder cacheClass(CacheClass newClass) {
      cacheClass = newClass;
      return this;
    }

    public Builder add(String name, String value) {
      fields.add(name);
      fields.add(value);
      return this;
    }

    /** Appends a field name to Vary; never overwrites what is there. */
    public Builder vary(String field) {
      for (int i = 0; i < fields.size(); i += 2) {
        if (fields.get(i).equalsIgnoreCase("Vary")) {
          fields.set(i + 1, fields.get(i + 1) + ", " + field);
          return this;
        }
      }
      return add("Vary", field);
    }

    /** Replaces every field of that name. */
    public Builder set(String name, String value) {
      remove(name);
      return add(name, value);
    }

    public Builder remove(String name) {
      for (int i = fields.size() - 2; i >= 0; i -= 2) {
        if (fields.get(i).equalsIgnoreCase(name)) {
          fields.remove(i + 1);
          fields.remove(i);
        }
      }
      return this;
    }

    public HeaderBlock build() {
      return new HeaderBlock(this);
    }
  }
}
