/**
 * Answers that describe what there is instead of sending a file: {@code ?meta} of files, folders
 * and widgets, and import maps. They are made as JSON and kept in memory while they hold.
 */
package dev.widgetorigin.origin.delivery.description;
