package dev.widgetorigin.origin.audit;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.json.JsonIn;

/**
 * Of a line, what a start wants to know: it reads thousands of them.
 *
 * @param number of the line; 0 where it has none
 * @param time as it was written; empty where there is none
 * @param sequence of the change that it tells of; 0 where it tells of none
 */
record AuditPosition(long number, String time, long sequence) {
  /** Null where the bytes are no JSON object. */
  static AuditPosition of(byte[] line) {
    var read =
        new Object() {
          long number;
          String time = "";
          long sequence;
        };
    try {
      JsonIn.read(
          line,
          "an audit line",
          json -> {
            json.object(
                name -> {
                  if (name.equals("n") && json.atNumber()) {
                    read.number = json.number();
                  } else if (name.equals("sequence") && json.atNumber()) {
                    read.sequence = json.number();
                  } else if (name.equals("time") && json.atText()) {
                    read.time = json.text();
                  } else {
                    json.skip();
                  }
                });
            return read;
          });
    } catch (StoreException e) {
      return null;
    }
    return new AuditPosition(read.number, read.time, read.sequence);
  }
}
