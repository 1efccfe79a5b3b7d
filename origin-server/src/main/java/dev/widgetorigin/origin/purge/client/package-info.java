/** Requests to edges and to public hosts: with deadlines, bounded answers, and no redirects. */
package dev.widgetorigin.origin.purge.client;
