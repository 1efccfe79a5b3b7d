package dev.widgetorigin.store.manifest;

/**
 * A publisher's signature of one file: Ed25519, over the signature base of {@code
 * store.signing.SignatureBase}.
 *
 * @param key the public key, raw, in standard Base64 (44 characters)
 * @param signature raw, in standard Base64 (88 characters)
 */
public record FileSignature(String key, String signature) {}
