package dev.widgetorigin.origin.delivery.body;

/** What the {@link BodyCache} holds and has done since the start. Sizes in bytes. */
public record CacheFigures(
    long entries, long bytes, long limit, long hits, long misses, long evictions) {}
