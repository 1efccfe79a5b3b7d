/**
 * How a store is doing: versions whose bytes are lost, whether the bucket answers, which other
 * nodes there are.
 */
package dev.widgetorigin.store.health;
