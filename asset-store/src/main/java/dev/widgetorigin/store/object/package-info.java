/**
 * Where objects are kept: a few verbs over keys, and the file-system implementation of them. Knows
 * nothing of blobs, manifests or logs.
 */
package dev.widgetorigin.store.object;
