package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.config.listener.HttpConfig;
import dev.widgetorigin.origin.config.listener.ListenerConfig;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.listener.BindFailure;
import dev.widgetorigin.origin.http.listener.EventLoops;
import dev.widgetorigin.origin.http.tls.CertificateDates;
import dev.widgetorigin.origin.observe.health.CertificateHealth;
import dev.widgetorigin.origin.observe.health.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Looks whether the listeners of an origin could be opened here. */
final class ListenerDoctor {
  private final Findings findings;
  private final InstantSource clock;

  ListenerDoctor(Findings findings, InstantSource clock) {
    this.findings = findings;
    this.clock = clock;
  }

  void port(String name, ListenerConfig listener, boolean running) {
    String address = listener.host() + ":" + listener.port();
    if (listener.port() == 0) {
      findings.good(name, "any free port of " + listener.host());
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(listener.host(), listener.port()));
      findings.good(name, address + " is free");
    } catch (IOException e) {
      if (running) {
        findings.good(name, address + " is in use, and an origin runs on the store");
      } else {
        findings.bad(name, BindFailure.message(name, listener, e));
      }
    }
  }

  void tls(TlsConfig tls) {
    if (!tls.enabled()) {
      return;
    }
    for (Path file : List.of(tls.certificate(), tls.key())) {
      if (Files.isReadable(file)) {
        findings.good("tls", file + " is readable");
      } else {
        findings.bad("tls", "cannot read " + file);
        return;
      }
    }
    try {
      Health.State state =
          CertificateHealth.state(CertificateDates.read(tls.certificate()), clock.instant());
      if (state.up()) {
        findings.good("certificate", state.detail());
      } else {
        findings.warn("certificate", state.detail());
      }
    } catch (IOException e) {
      findings.bad("certificate", e.getMessage());
    }
  }

  void transport(HttpConfig config) {
    try (EventLoops loops = EventLoops.start(config)) {
      findings.good("transport", loops.transport().toString().toLowerCase(Locale.ROOT));
    } catch (IllegalStateException e) {
      findings.bad("transport", e.getMessage());
    }
  }
}
