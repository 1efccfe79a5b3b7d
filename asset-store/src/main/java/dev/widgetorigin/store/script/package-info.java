/** Reads JavaScript as far as the origin must understand it: tokens, and a module's exports. */
package dev.widgetorigin.store.script;
