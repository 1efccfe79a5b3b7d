/**
 * What aliases answer and why, what keeps a version from them, and what they offer browsers during
 * a rollout. Read from one state of a widget; pure.
 */
package dev.widgetorigin.origin.changes.alias;
