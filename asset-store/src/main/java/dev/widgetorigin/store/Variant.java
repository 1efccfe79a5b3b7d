package dev.widgetorigin.store;

/** One encoded form of an asset, itself a blob. */
public record Variant(Encoding encoding, Digest digest, long size) {}
