/** Tokens that the store, the administrator or the configuration gives out. */
package dev.widgetorigin.origin.auth.token;
