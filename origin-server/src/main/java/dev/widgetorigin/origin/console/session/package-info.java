/** Who is signed in to the console: sessions, one-time links, and the seal that both carry. */
package dev.widgetorigin.origin.console.session;
