package dev.widgetorigin.origin.purge;

import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.Widget;

/**
 * What pages get by an alias.
 *
 * @param version that the alias answers; null for none
 * @param off whether a stub stands in its place, because it is switched off
 */
record AliasAnswer(Version version, boolean off) {
  /** What is seen where a stub is answered; no version is called so. */
  static final String OFF = "off";

  static final AliasAnswer NOTHING = new AliasAnswer(null, false);

  /** An alias that answers no version answers none when it is off, too. */
  static AliasAnswer of(Widget widget, Selector selector) {
    Version version = widget.state().resolve(selector).answer();
    return new AliasAnswer(version, version != null && widget.off(selector) != null);
  }

  /** {@code 1.2.3} or {@code off}; null for none. */
  String text() {
    return off ? OFF : version == null ? null : version.toString();
  }
}
