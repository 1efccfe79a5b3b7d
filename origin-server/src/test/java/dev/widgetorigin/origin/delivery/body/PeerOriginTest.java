package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The clock begins below zero, as a ticker may. */
final class PeerOriginTest {
  private long nanos = Long.MIN_VALUE + 5;
  private final PeerOrigin peer = new PeerOrigin("http://peer.example", () -> nanos);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      peer.failed();
    }
  }

  @Test
  void peer_restsFromItsThirdFailureInARow() {
    assertThat(peer.base()).isEqualTo("http://peer.example");
    fail(2);
    assertThat(peer.mayBeAsked()).isTrue();
    peer.answered();
    fail(2);
    assertThat(peer.mayBeAsked()).as("not in a row").isTrue();
    fail(1);
    assertThat(peer.mayBeAsked()).isFalse();
  }

  @Test
  void peer_afterItsRest_isAskedOnceAndThatDecides() {
    fail(3);
    nanos += PeerOrigin.REST.toNanos() - 1;
    assertThat(peer.mayBeAsked()).isFalse();
    nanos++;
    assertThat(peer.mayBeAsked()).isTrue();
    assertThat(peer.mayBeAsked()).as("somebody asks").isFalse();
    nanos += PeerOrigin.REST.toNanos() - 1;
    assertThat(peer.mayBeAsked()).isFalse();
    fail(1);
    nanos += PeerOrigin.REST.toNanos() - 1;
    assertThat(peer.mayBeAsked()).as("it failed again, and rests anew").isFalse();
    nanos++;
    assertThat(peer.mayBeAsked()).isTrue();
    peer.answered();
    assertThat(peer.mayBeAsked()).isTrue();
    assertThat(peer.mayBeAsked()).isTrue();
  }
}
