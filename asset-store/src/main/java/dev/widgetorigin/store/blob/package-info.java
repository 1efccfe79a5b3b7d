/** Bytes by their digest: blobs, manifests, loaders, and how a version comes to be of them. */
package dev.widgetorigin.store.blob;
