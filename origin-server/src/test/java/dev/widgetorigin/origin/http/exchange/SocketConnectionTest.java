package dev.widgetorigin.origin.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SocketConnectionTest {
  private static Stream<Arguments> failures() {
    // Loads what Netty asks for the texts of error numbers.
    Epoll.ensureAvailability();
    return Stream.of(
        Arguments.of(new ClosedChannelException(), true),
        Arguments.of(new Errors.NativeIoException("recv", -104), true),
        Arguments.of(new UncheckedIOException(new Errors.NativeIoException("epoll_ctl", -2)), true),
        Arguments.of(new UncheckedIOException(new IOException("a file")), false),
        Arguments.of(new SSLHandshakeException("no cipher suites in common"), true),
        Arguments.of(new DecoderException(new NotSslRecordException("GET /")), true),
        Arguments.of(new IllegalStateException("a mistake"), false),
        Arguments.of(new NullPointerException(), false),
        Arguments.of(new AssertionError(), false));
  }

  /** What is the client's is logged at debug only: it could fill the log. */
  @ParameterizedTest
  @MethodSource("failures")
  void isOfTheClient_tellsWhatItSentFromOurMistakes(Throwable cause, boolean expected) {
    assertThat(SocketConnection.isOfTheClient(cause)).isEqualTo(expected);
  }
}
