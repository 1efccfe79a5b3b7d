package dev.widgetorigin.origin.http.exchange;

import dev.widgetorigin.origin.web.text.HttpDate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * The Date field of one event loop (RFC 9110 §6.6.1), rendered anew when the second changes.
 * Confined to its loop.
 */
public final class DateHeader {
  private final InstantSource clock;
  private long second = Long.MIN_VALUE;
  private String value;

  DateHeader(InstantSource clock) {
    this.clock = clock;
    refresh();
  }

  public void refresh() {
    long now = Math.floorDiv(clock.millis(), 1000L);
    if (now != second) {
      second = now;
      value = HttpDate.format(Instant.ofEpochSecond(now));
    }
  }

  /** The field as one protocol sends it. */
  public <T> Encoded<T> encoded(Function<String, T> encoder) {
    return new Encoded<>(encoder);
  }

  /** What says the date in one protocol, made once a second. */
  public final class Encoded<T> {
    private final Function<String, T> encoder;
    private String encoded;
    private T form;

    private Encoded(Function<String, T> encoder) {
      this.encoder = encoder;
    }

    /** The very same object until the second changes. */
    @SuppressWarnings("ReferenceEquality") // the very same string until the second changes
    public T now() {
      if (encoded != value) {
        encoded = value;
        form = encoder.apply(value);
      }
      return form;
    }
  }
}
