/**
 * All that can change of a widget once its versions exist: release states, channels, pins,
 * rollbacks, promotions, settings. Each change is decided purely, on the state that it is appended
 * to.
 */
package dev.widgetorigin.origin.changes;
