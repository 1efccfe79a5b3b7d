/** What a version is made of: its files, their digests, variants and signatures. */
package dev.widgetorigin.store.manifest;
