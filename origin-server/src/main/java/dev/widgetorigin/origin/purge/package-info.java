/**
 * Tells edges what to forget after each change, and looks whether they have: {@link
 * dev.widgetorigin.origin.purge.PurgePlanner} decides what, {@link
 * dev.widgetorigin.origin.purge.PurgeTarget} tells one edge, {@link
 * dev.widgetorigin.origin.purge.EdgeWatch} looks through one public host.
 */
package dev.widgetorigin.origin.purge;
