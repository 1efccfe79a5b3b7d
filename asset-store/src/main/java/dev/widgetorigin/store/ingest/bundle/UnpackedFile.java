package dev.widgetorigin.store.ingest.bundle;

import dev.widgetorigin.store.manifest.Digest;
import java.nio.file.Path;

/**
 * One file of an unpacked bundle.
 *
 * @param path relative, {@code /}-separated, e.g. {@code dist/widget.min.js}
 * @param file where its bytes are staged, under a generated name
 * @param sha384 base64
 * @param sha512 base64
 */
public record UnpackedFile(
    String path, Path file, long size, Digest digest, String sha384, String sha512) {}
