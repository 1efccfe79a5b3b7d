package dev.widgetorigin.origin.delivery;

/** A path that was read: an {@link AssetPath}, or a {@link BadPath} with the answer it gets. */
sealed interface ParsedPath permits AssetPath, BadPath {}
