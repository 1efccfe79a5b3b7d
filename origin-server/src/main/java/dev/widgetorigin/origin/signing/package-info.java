/** The origin's own key, by which it signs what it makes itself: loaders and alias stubs. */
package dev.widgetorigin.origin.signing;
