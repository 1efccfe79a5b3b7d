package dev.widgetorigin.origin.web;

import java.time.Duration;

/** What becomes of a request whose content follows, decided from its head alone. */
public sealed interface Admission {
  /** It is answered now; its content is thrown away. */
  record Refused(Reply reply) implements Admission {}

  /**
   * It may go on.
   *
   * @param mostContent the most octets that may follow; 0 where nobody reads them: the request is
   *     answered from its head
   * @param handler answers it when the content is complete, and may carry what was found out from
   *     the head; null where the listener's own handler does
   * @param processingEvery how often its client is told 102 (Processing) while the handler works,
   *     if it is one that surely knows what that is; null for never
   * @param client whose share of the room for content it takes; null for the one of its address
   */
  record Admitted(long mostContent, Handler handler, Duration processingEvery, String client)
      implements Admission {
    /** Its client hears nothing before the answer. */
    public Admitted(long mostContent, Handler handler) {
      this(mostContent, handler, null, null);
    }
  }
}
