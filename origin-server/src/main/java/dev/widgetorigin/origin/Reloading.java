package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.observe.health.CertificateHealth;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.logs.AccessLog;
import java.util.List;
import java.util.function.Consumer;

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
  void run(
      OriginConfig fresh, String adminToken, Consumer<String> done, Consumer<String> attention) {
    if (config.tls().enabled()) {
      String problem = delivery.reloadCertificate();
      Health.State state = certificate.state();
      if (!problem.isEmpty()) {
        attention.accept("the old certificate stays in use: " + problem);
      } else if (state.up()) {
        done.accept("the certificate was read again");
      } else {
        attention.accept("the certificate was read again: " + state.detail());
      }
    }
    if (accessLog != null) {
      accessLog.reopen();
    }
    done.accept("log files were opened again, with logs.level " + fresh.logs().level());
    try {
      plane.reload(adminToken, fresh.tokens());
      done.accept("tokens were read again");
    } catch (IllegalStateException e) {
      attention.accept(e.getMessage());
    }
    List<String> changed = config.changed(fresh.fittedTo(Descriptors.ofThisProcess().limit()));
    changed.removeAll(TAKEN_UP);
    if (!changed.isEmpty()) {
      attention.accept(
          "these settings have changed and need a restart: " + String.join(", ", changed));
    }
  }
}
