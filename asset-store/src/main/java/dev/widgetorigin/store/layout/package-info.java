/**
 * Where everything is in a store: each key and each file name, and the places where a crash is
 * tried.
 */
package dev.widgetorigin.store.layout;
