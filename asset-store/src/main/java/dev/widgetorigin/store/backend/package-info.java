/**
 * Where objects are kept: four verbs over keys, and the file-system implementation of them. Knows
 * nothing of blobs, manifests or logs.
 */
package dev.widgetorigin.store.backend;
