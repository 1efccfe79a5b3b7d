package dev.widgetorigin.store.manifest;

import java.nio.file.Path;

/** A blob-to-be in the staging folder. */
public record StagedBlob(Digest digest, Path file) {}
