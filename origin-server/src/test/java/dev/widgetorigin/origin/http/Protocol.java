package dev.widgetorigin.origin.http;

/** Every protocol that a listener speaks, and every way into it. */
public enum Protocol {
  HTTP1(false, false),
  HTTP1_TLS(true, false),
  /** HTTP/2 on a plain connection, by prior knowledge. */
  H2C(false, true),
  H2_TLS(true, true);

  private final boolean tls;
  private final boolean http2;

  Protocol(boolean tls, boolean http2) {
    this.tls = tls;
    this.http2 = http2;
  }

  public boolean tls() {
    return tls;
  }

  public boolean http2() {
    return http2;
  }
}
