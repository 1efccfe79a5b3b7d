/** The head of a reply: fields, what caches may do, origins, purge tags. */
package dev.widgetorigin.origin.web.head;
