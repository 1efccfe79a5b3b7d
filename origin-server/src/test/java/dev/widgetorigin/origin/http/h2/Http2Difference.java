package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.Http2Client;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Where this server and Netty may take a frame differently; each with the rule that lets them. What
 * they may take differently in a message has {@link Http2MessageRules}.
 */
enum Http2Difference {
  PUSH_PROMISE(
      "9113 §8.4: a client cannot push; Netty reads the header block first, or ignores it",
      at -> at.type == 5 && at.ends(Http2Error.PROTOCOL_ERROR)),
  HEADERS_ON_A_CLOSED_STREAM(
      "9113 §5.1: a connection error; Netty resets the stream, or ignores it",
      at -> at.headers() && !at.idle() && at.ends(Http2Error.STREAM_CLOSED)),
  HEADERS_ON_A_HALF_CLOSED_STREAM(
      "9113 §5.1: STREAM_CLOSED; Netty judges the fields first",
      at -> at.headers() && at.resets(Http2Error.STREAM_CLOSED)),
  HEADERS_ON_AN_EVEN_STREAM(
      "9113 §5.1.1: a client's streams are odd; Netty ignores those below the highest",
      at -> at.headers() && at.stream % 2 == 0 && at.ends(Http2Error.PROTOCOL_ERROR)),
  DATA_ON_A_SKIPPED_STREAM(
      "9113 §5.1.1, §6.1: a lower stream that was never begun is closed, a stream error; Netty says"
          + " that there is no such stream",
      at ->
          at.type == Http2Client.DATA
              && !at.idle()
              && at.resets(Http2Error.STREAM_CLOSED)
              && at.theirEnd == Http2Error.PROTOCOL_ERROR),
  RST_STREAM_ON_A_SKIPPED_STREAM(
      "9113 §5.1.1: likewise, and a closed stream may be reset",
      at ->
          at.type == Http2Client.RST_STREAM
              && !at.idle()
              && at.ourEnd == null
              && at.theirEnd == Http2Error.PROTOCOL_ERROR),
  WINDOW_UPDATE_ON_A_CLOSED_STREAM(
      "9113 §5.1: may come for a while after the end; Netty checks its increment",
      at ->
          at.type == Http2Client.WINDOW_UPDATE
              && !at.idle()
              && at.ourReset == null
              && at.ourEnd == null
              && at.theirReset == Http2Error.PROTOCOL_ERROR),
  AFTER_A_RESET(
      "9113 §5.1: what follows a reset is ignored for a while; Netty forgets streams it refused",
      at -> at.parted && at.ourEnd == null),
  ERROR_ON_AN_IDLE_STREAM(
      "9113 §5.1: an idle stream cannot be reset; Netty ignores the frame",
      at ->
          (at.type == Http2Client.PRIORITY || at.type == Http2Client.WINDOW_UPDATE)
              && at.idle()
              && (at.ends(Http2Error.FRAME_SIZE_ERROR) || at.ends(Http2Error.PROTOCOL_ERROR))),
  SETTING_OF_AN_EXTENSION(
      "8441 §3: means nothing to a server; Netty checks its value",
      at ->
          at.type == Http2Client.SETTINGS
              && at.ourEnd == null
              && at.theirEnd == Http2Error.PROTOCOL_ERROR);

  /**
   * A frame and what came of it.
   *
   * @param parted whether the two have parted on that stream before
   * @param highest the highest stream that a request was made on before
   */
  record At(
      int type,
      int stream,
      int highest,
      boolean parted,
      Http2Error ourReset,
      Http2Error theirReset,
      Http2Error ourEnd,
      Http2Error theirEnd) {

    boolean headers() {
      return type == Http2Client.HEADERS || type == Http2Client.CONTINUATION;
    }

    boolean idle() {
      return stream > highest || stream % 2 == 0;
    }

    boolean ends(Http2Error error) {
      return ourEnd == error;
    }

    boolean resets(Http2Error error) {
      return ourReset == error && ourEnd == null;
    }
  }

  private final String rule;

  /** Lambdas without state. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Predicate<At> holds;

  Http2Difference(String rule, Predicate<At> holds) {
    this.rule = Objects.requireNonNull(rule);
    this.holds = holds;
  }

  /** The rule that lets them differ here; null where there is none. */
  static Http2Difference of(At at) {
    for (Http2Difference difference : values()) {
      if (difference.holds.test(at)) {
        return difference;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name() + " (" + rule + ")";
  }
}
