package dev.widgetorigin.origin.changes.alias;

import dev.widgetorigin.store.widget.Widget;
import java.util.Optional;

/**
 * What there is to know of a channel that is switched off by itself: it is so whatever version it
 * is put on, and also when it has been dropped and is made again. Pure.
 */
public final class SwitchedOff {
  private SwitchedOff() {}

  /** Of a channel that is put on a version; empty where it is not off by itself. */
  public static Optional<String> moved(Widget widget, String channel) {
    return sentence(widget, channel, "is switched off: its pages get a stub until");
  }

  /** Of a channel that is dropped. */
  public static Optional<String> dropped(Widget widget, String channel) {
    return sentence(widget, channel, "stays switched off, also when it is made again, until");
  }

  private static Optional<String> sentence(Widget widget, String channel, String what) {
    return widget.switches().containsKey(channel)
        ? Optional.of(
            "%s %s 'widget-origin on %s --channel %s'"
                .formatted(channel, what, widget.state().name(), channel))
        : Optional.empty();
  }
}
