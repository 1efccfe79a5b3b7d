package dev.widgetorigin.origin.notify;

import java.util.Map;

/**
 * Something that receivers can be told of.
 *
 * @param name e.g. {@code version.published}
 * @param widget empty for what is of none
 * @param id the same on every node and at each try
 * @param data for JSON
 */
record Event(String name, String widget, String id, Map<String, Object> data) {}
