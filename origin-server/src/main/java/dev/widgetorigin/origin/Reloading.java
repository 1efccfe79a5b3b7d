package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.observe.health.CertificateHealth;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.logs.AccessLog;
import java.util.ArrayList;
import java.util.List;

/** Takes up what may change while an origin runs: certificate, tokens, files of the access log. */
final class Reloading {
  /** Settings that are taken up; the level of logs is the caller's to set. */
  private static final List<String> TAKEN_UP = List.of("tokens", "logs.level");

  private final OriginConfig config;
  private final Listener delivery;
  private final CertificateHealth certificate;
  private final ControlPlane plane;
  private final AccessLog accessLog;

  /**
   * @param config that the origin was started with
   * @param accessLog null where there is none
   */
  Reloading(
      OriginConfig config,
      Listener delivery,
      CertificateHealth certificate,
      ControlPlane plane,
      AccessLog accessLog) {
    this.config = config;
    this.delivery = delivery;
    this.certificate = certificate;
    this.plane = plane;
    this.accessLog = accessLog;
  }

  /** As {@link OriginServer#reload} says. */
  List<String> run(OriginConfig fresh, String adminToken) {
    List<String> done = new ArrayList<>();
    if (config.tls().enabled()) {
      delivery.reloadCertificate();
      Health.State state = certificate.state();
      done.add("the certificate was read again" + (state.up() ? "" : ": " + state.detail()));
    }
    if (accessLog != null) {
      accessLog.reopen();
    }
    done.add("log files were opened again, with logs.level " + fresh.logs().level());
    try {
      plane.reload(adminToken, fresh.tokens());
      done.add("tokens were read again");
    } catch (IllegalStateException e) {
      done.add(e.getMessage());
    }
    List<String> changed = config.changed(fresh.fittedTo(Descriptors.ofThisProcess().limit()));
    changed.removeAll(TAKEN_UP);
    if (!changed.isEmpty()) {
      done.add("these settings have changed and need a restart: " + String.join(", ", changed));
    }
    return done;
  }
}
