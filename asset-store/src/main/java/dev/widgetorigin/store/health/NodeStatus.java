package dev.widgetorigin.store.health;

import java.time.Instant;

/**
 * What a node has said of itself. For people and for whoever waits until all nodes have seen a
 * change; the store itself depends on none of it.
 *
 * @param node its name
 * @param version of its build
 * @param template the newest template of loaders that its program has
 * @param sequence the last change that it has seen
 * @param time when it said so, by its own clock
 */
public record NodeStatus(String node, String version, int template, long sequence, Instant time) {}
