package dev.widgetorigin.origin.audit;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Of a line, what a start wants to know. Read token by token: a start reads thousands of lines, and
 * would otherwise be the first to need a mapper, which takes a good part of it to make.
 *
 * @param number of the line; 0 where it has none
 * @param time as it was written; empty where there is none
 * @param sequence of the change that it tells of; 0 where it tells of none
 */
record AuditPosition(long number, String time, long sequence) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Null where the bytes are no JSON object. */
  static AuditPosition of(byte[] line) {
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      return in.nextToken() == JsonToken.START_OBJECT ? fields(in) : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static AuditPosition fields(JsonParser in) {
    long number = 0;
    String time = "";
    long sequence = 0;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (value == JsonToken.VALUE_NUMBER_INT) {
        if (name.equals("n")) {
          number = in.getLongValue();
        } else if (name.equals("sequence")) {
          sequence = in.getLongValue();
        }
      } else if (value == JsonToken.VALUE_STRING && name.equals("time")) {
        time = in.getString();
      } else {
        in.skipChildren();
      }
    }
    return new AuditPosition(number, time, sequence);
  }
}
