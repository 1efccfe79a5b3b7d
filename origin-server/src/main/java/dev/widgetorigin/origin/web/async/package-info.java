/** How work goes on in another thread: deadlines, bounded pools, a share for each client. */
package dev.widgetorigin.origin.web.async;
