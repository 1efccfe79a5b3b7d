/**
 * Signed files: keys, what is signed, and the document in a bundle that holds the signatures.
 *
 * <p>The form is that of signature-based integrity (WICG), which browsers check themselves.
 */
package dev.widgetorigin.store.signing;
