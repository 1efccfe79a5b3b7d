/**
 * Where content comes from: memory, open files, and peers; what they may take, and what is read of
 * a blob.
 */
package dev.widgetorigin.origin.delivery.body;
