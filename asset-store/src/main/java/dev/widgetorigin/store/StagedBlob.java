package dev.widgetorigin.store;

import java.nio.file.Path;

/** A blob-to-be in the staging folder. */
public record StagedBlob(Digest digest, Path file) {}
