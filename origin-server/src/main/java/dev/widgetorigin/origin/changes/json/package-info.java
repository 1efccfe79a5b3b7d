/**
 * Changes and settings as JSON and in words: what the control API answers and takes, webhooks send,
 * and the console and the command line show.
 */
package dev.widgetorigin.origin.changes.json;
