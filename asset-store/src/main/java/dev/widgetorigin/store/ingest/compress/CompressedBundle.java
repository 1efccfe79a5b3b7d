package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.StagedBlob;
import java.util.List;
import java.util.Map;

/**
 * A bundle with its variants: what {@code Store.publish} needs.
 *
 * @param files by path, in path order
 * @param blobs originals and variants, each digest once; the files are in the unpacked bundle's
 *     folder and go when it is closed
 * @param lightened paths of files that were not compressed as well as it can be done, because that
 *     would have taken too long; in path order
 */
public record CompressedBundle(
    Map<String, AssetEntry> files, List<StagedBlob> blobs, List<String> lightened) {}
