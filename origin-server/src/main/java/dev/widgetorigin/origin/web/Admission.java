package dev.widgetorigin.origin.web;

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
   */
  record Admitted(long mostContent, Handler handler) implements Admission {}
}
