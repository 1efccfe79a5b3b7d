package dev.widgetorigin.origin.auth;

import java.util.Locale;

/** What a call needs, and what a scope grants. */
public enum Permission {
  /** To look: any valid token may. */
  READ,
  /** To make versions exist, released or staged, and set a channel to them. */
  PUBLISH,
  /** To change what visitors get of versions that exist: states, pins, channels, settings. */
  RELEASE,
  /** Everything, tokens included. */
  ADMIN;

  /** As in a scope: {@code publish}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
