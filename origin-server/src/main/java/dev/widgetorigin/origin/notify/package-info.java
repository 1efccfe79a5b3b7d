/** Tells receivers of webhooks what has changed. */
package dev.widgetorigin.origin.notify;
