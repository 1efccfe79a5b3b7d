package dev.widgetorigin.origin.delivery.route;

/** A path that was read: an {@link AssetPath}, or a {@link BadPath} with the answer it gets. */
public sealed interface ParsedPath permits AssetPath, BadPath {}
