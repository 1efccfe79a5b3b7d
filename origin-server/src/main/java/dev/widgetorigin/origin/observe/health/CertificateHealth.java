package dev.widgetorigin.origin.observe.health;

import dev.widgetorigin.origin.http.tls.CertificateDates;
import dev.widgetorigin.origin.observe.MeterNames;
import dev.widgetorigin.origin.observe.Snapshots;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** How long the certificate of the delivery listener is good for. Thread-safe. */
public final class CertificateHealth {
  /** Renewal is automatic in most places, some weeks ahead: who is this late has a broken one. */
  private static final Duration SOON = Duration.ofDays(14);

  private final InstantSource clock;
  private volatile Supplier<CertificateDates> dates = () -> null;

  public CertificateHealth(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Looks at a certificate from now on; before that nothing is known.
   *
   * @param newDates of the certificate in use; null where there is none
   */
  public void watch(Supplier<CertificateDates> newDates) {
    dates = newDates;
  }

  public Health.State state() {
    CertificateDates now = dates.get();
    return now == null ? Health.State.up("not read yet") : state(now, clock.instant());
  }

  /** Down where it is not valid yet, has expired, or will within two weeks. */
  public static Health.State state(CertificateDates dates, Instant now) {
    Instant expiry = dates.until();
    String day = expiry.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    if (dates.from().isAfter(now)) {
      return Health.State.down(
          "the certificate is not valid before "
              + dates.from()
              + ", and browsers refuse it until then; look at the clock of this machine, or put"
              + " another one in the files that tls.certificate and tls.key name");
    }
    if (!expiry.isAfter(now)) {
      return Health.State.down(
          "the certificate expired on "
              + day
              + ", and browsers refuse it; put a new one in the files that tls.certificate and"
              + " tls.key name, they are read again by themselves");
    }
    long days = Duration.between(now, expiry).toDays();
    return now.plus(SOON).isAfter(expiry)
        ? Health.State.down(
            "the certificate expires in "
                + (days == 1 ? "1 day" : days + " days")
                + ", on "
                + day
                + "; renew it, and look why nobody has")
        : Health.State.up("valid until " + day + ", " + days + " days");
  }

  public void addTo(MetricSnapshots.Builder all) {
    CertificateDates now = dates.get();
    if (now != null) {
      all.metricSnapshot(
          Snapshots.gauge(
              MeterNames.CERTIFICATE_EXPIRY,
              "When the certificate of the delivery listener expires, in seconds since 1970",
              now.until().getEpochSecond()));
    }
  }
}
