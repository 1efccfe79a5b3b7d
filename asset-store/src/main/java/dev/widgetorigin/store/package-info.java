/**
 * What is kept and for how long: blobs named by digest, manifests that name blobs, one numbered log
 * of everything that can change, and the {@link dev.widgetorigin.store.Catalog} that is its fold.
 */
package dev.widgetorigin.store;
